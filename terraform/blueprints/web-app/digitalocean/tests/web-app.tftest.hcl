mock_provider "digitalocean" {
  mock_resource "digitalocean_droplet" {
    defaults = { id = "4711" }
  }

  mock_resource "digitalocean_reserved_ip" {
    defaults = { ip_address = "192.0.2.7" }
  }

  mock_resource "digitalocean_database_cluster" {
    defaults = { private_host = "private-site.db.example", port = 25060 }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "fra1"

  configuration = { image = "docker.io/acme/shop:1.4.0", port = 3000 }
  variables     = { HOURS = "9 to 5" }
  secrets       = { API_KEY = "open-up" }
}

run "an_application_has_an_address_and_a_database" {
  assert {
    condition     = output.site_url == "http://192.0.2.7/" && output.database_endpoint == "private-site.db.example:25060"
    error_message = "Both must have an address."
  }

  assert {
    condition     = !strcontains(jsonencode(output.resource_ids), "open-up")
    error_message = "No secret may be in the outputs."
  }
}

run "an_application_without_a_database" {
  variables {
    configuration = { image = "docker.io/acme/shop:1.4.0", database = "none" }
  }

  assert {
    condition     = output.database_endpoint == null
    error_message = "There must be no database that nobody asked for."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    site_id       = "../other"
    region        = "Middle Earth"
    instance_type = "HUGE"
    configuration = { image = "$(rm -rf /)", database = "oracle" }
    variables     = { "lower" = "" }
  }

  expect_failures = [var.site_id, var.region, var.instance_type, var.configuration, var.variables]
}
