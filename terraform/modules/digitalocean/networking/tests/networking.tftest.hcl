mock_provider "digitalocean" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "fra1"
}

run "visitors_come_in_and_nobody_signs_in" {
  assert {
    condition     = toset([for rule in digitalocean_firewall.site.inbound_rule : rule.port_range]) == toset(["80", "443"])
    error_message = "The ports of the web alone may be open."
  }

  assert {
    condition     = digitalocean_firewall.site.tags == toset([digitalocean_tag.site.name])
    error_message = "The firewall must stand before the site's machine."
  }

  assert {
    condition     = digitalocean_vpc.site.name == "site-0000000000a1" && strcontains(digitalocean_vpc.site.description, var.customer_id)
    error_message = "The network must say whose it is."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null && output.firewall_tag == "site-0000000000a1"
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
