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

  configuration = { title = "Shop", body = "We are open {{HOURS}}." }
  variables     = { HOURS = "9 to 5" }
}

run "a_site_has_an_address" {
  assert {
    condition     = output.site_url == "http://192.0.2.7/" && output.database_endpoint == null
    error_message = "The site must have an address, and no database that nobody asked for."
  }

  assert {
    condition     = length(setsubtract(["network", "firewall", "machine"], keys(output.resource_ids))) == 0
    error_message = "What was made must be named."
  }

  assert {
    condition     = strcontains(module.page.html, "We are open 9 to 5.")
    error_message = "The page must show the variable."
  }
}

run "a_database_is_made_when_asked_for" {
  variables {
    configuration = { title = "Shop", database = true }
  }

  assert {
    condition     = output.database_endpoint == "private-site.db.example:25060"
    error_message = "The database must have an address."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    site_id       = "../other"
    region        = "Middle Earth"
    instance_type = "HUGE"
    configuration = { title = "" }
    variables     = { "lower" = "" }
  }

  expect_failures = [var.site_id, var.region, var.instance_type, var.configuration, var.variables]
}
