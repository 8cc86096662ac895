mock_provider "linode" {
  mock_resource "linode_vpc" {
    defaults = { id = "11" }
  }

  mock_resource "linode_vpc_subnet" {
    defaults = { id = "12" }
  }

  mock_resource "linode_firewall" {
    defaults = { id = "13" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central"
}

run "visitors_come_in_and_nobody_signs_in" {
  assert {
    condition     = linode_firewall.site.inbound_policy == "DROP" && linode_firewall.site.inbound[0].ports == "80, 443"
    error_message = "The ports of the web alone may be open."
  }

  assert {
    condition     = !anytrue([for rule in linode_firewall.site.inbound : strcontains(rule.ports == null ? "" : rule.ports, "22")])
    error_message = "Nobody may sign in."
  }

  assert {
    condition     = contains(linode_firewall.site.tags, "customer:${var.customer_id}") && linode_vpc.site.label == "site-0000000000a1"
    error_message = "Everything must say whose it is."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null && output.resource_ids.subnet == "12"
    error_message = "The outputs must be those of the common interface."
  }
}

run "addresses_that_are_none_are_refused" {
  command = plan

  variables {
    cidr_block = "10.20"
  }

  expect_failures = [var.cidr_block]
}

run "an_unknown_size_is_refused" {
  command = plan

  variables {
    instance_type = "HUGE"
  }

  expect_failures = [var.instance_type]
}

run "a_region_of_nowhere_is_refused" {
  command = plan

  variables {
    region = "Middle Earth"
  }

  expect_failures = [var.region]
}

run "an_id_that_is_none_is_refused" {
  command = plan

  variables {
    site_id = "../site"
  }

  expect_failures = [var.site_id]
}
