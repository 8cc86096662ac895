mock_provider "digitalocean" {
  mock_resource "digitalocean_droplet" {
    defaults = { id = "4711" }
  }

  mock_resource "digitalocean_reserved_ip" {
    defaults = { ip_address = "192.0.2.7" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "fra1"

  network      = "00000000-0000-4000-8000-000000000001"
  firewall_tag = "site-0000000000a1"
  page         = "<h1>Shop</h1>"
}

run "the_machine_is_in_its_network_and_behind_its_firewall" {
  assert {
    condition     = digitalocean_droplet.site.vpc_uuid == var.network && contains(digitalocean_droplet.site.tags, "site-0000000000a1")
    error_message = "The machine must be private but for its firewall's rules."
  }

  assert {
    condition     = digitalocean_droplet.site.size == "s-1vcpu-1gb" && contains(digitalocean_droplet.site.tags, "customer:${var.customer_id}")
    error_message = "SMALL must be the smallest machine, and say whose it is."
  }

  assert {
    condition     = digitalocean_reserved_ip_assignment.site.droplet_id == 4711 && output.site_url == "http://192.0.2.7/"
    error_message = "The address must lead to the machine."
  }

  assert {
    condition     = issensitive(digitalocean_droplet.site.user_data) && output.database_endpoint == null
    error_message = "What the machine is given may hold secrets."
  }
}

run "a_domain_has_tls" {
  variables {
    domain       = "shop.example"
    alert_emails = ["owner@shop.example"]
  }

  assert {
    condition     = output.site_url == "https://shop.example/"
    error_message = "With a domain there must be TLS."
  }

  assert {
    condition     = digitalocean_monitor_alert.busy[0].value == 90 && one(digitalocean_monitor_alert.busy[0].alerts).email == tolist(["owner@shop.example"])
    error_message = "The owner must be told of a busy machine."
  }
}

run "large_is_larger" {
  command = plan

  variables {
    instance_type = "LARGE"
  }

  assert {
    condition     = digitalocean_droplet.site.size == "s-4vcpu-8gb"
    error_message = "LARGE must be a large machine."
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
