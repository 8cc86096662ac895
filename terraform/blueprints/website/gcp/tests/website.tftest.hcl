mock_provider "google" {
  mock_resource "google_cloud_run_v2_service" {
    defaults = { uri = "https://site.run.example" }
  }

  mock_resource "google_service_account" {
    defaults = { email = "site@project.iam.example" }
  }

  mock_resource "google_sql_database_instance" {
    defaults = { private_ip_address = "10.30.0.3" }
  }
}

mock_provider "random" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "europe-west3"

  configuration = { title = "Shop", body = "We are open {{HOURS}}." }
  variables     = { HOURS = "9 to 5" }
}

run "a_site_has_an_address" {
  assert {
    condition     = output.site_url == "https://site.run.example/" && output.database_endpoint == null
    error_message = "The site must have an address, and no database that nobody asked for."
  }

  assert {
    condition     = length(setsubtract(["network", "bucket", "service"], keys(output.resource_ids))) == 0
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
    condition     = output.database_endpoint == "10.30.0.3:5432"
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
