mock_provider "linode" {
  mock_resource "linode_instance" {
    defaults = { id = "4711", ip_address = "192.0.2.7" }
  }
}

mock_provider "random" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central"

  subnet_id   = 12
  firewall_id = 13
  page        = "<h1>Shop</h1>"
}

run "the_machine_is_encrypted_and_behind_its_firewall" {
  assert {
    condition     = linode_instance.site.disk_encryption == "enabled" && linode_instance.site.firewall_id == 13
    error_message = "The disk must be encrypted, and the firewall stand before the machine."
  }

  assert {
    condition     = linode_instance.site.interface[1].purpose == "vpc" && linode_instance.site.interface[1].subnet_id == 12
    error_message = "The machine must be in its private network."
  }

  assert {
    condition     = linode_instance.site.type == "g6-nanode-1" && contains(linode_instance.site.tags, "customer:${var.customer_id}")
    error_message = "SMALL must be the smallest machine, and say whose it is."
  }

  assert {
    condition     = output.site_url == "https://192-0-2-7.ip.linodeusercontent.com/" && output.database_endpoint == null
    error_message = "Without a domain the address is the one that Akamai gives, with TLS."
  }

  assert {
    condition     = issensitive(linode_instance.site.root_pass) && issensitive(linode_instance.site.metadata[0].user_data)
    error_message = "What the machine is given may hold secrets."
  }
}

run "a_domain_is_the_address" {
  variables {
    domain        = "shop.example"
    instance_type = "LARGE"
  }

  assert {
    condition     = output.site_url == "https://shop.example/" && linode_instance.site.type == "g6-standard-4"
    error_message = "LARGE must be a large machine, at its domain."
  }
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
