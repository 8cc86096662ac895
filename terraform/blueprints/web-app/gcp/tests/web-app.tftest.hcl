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

  configuration = { image = "docker.io/acme/shop:1.4.0", port = 3000 }
  variables     = { HOURS = "9 to 5" }
  secrets       = { API_KEY = "open-up" }
}

run "an_application_has_an_address_and_a_database" {
  assert {
    condition     = output.site_url == "https://site.run.example/" && output.database_endpoint == "10.30.0.3:5432"
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
