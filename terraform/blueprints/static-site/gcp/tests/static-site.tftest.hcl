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

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "europe-west3"

  configuration = { files = { "index.html" = "<h1>Shop</h1>", "style.css" = "h1 {}" }, domain = "shop.example" }
}

run "files_have_an_address_and_types" {
  assert {
    condition     = output.site_url == "https://shop.example/" && output.database_endpoint == null
    error_message = "The site must have an address with TLS."
  }

  assert {
    condition     = local.files["style.css"].content_type == "text/css; charset=utf-8"
    error_message = "Browsers must be told what a file is."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    site_id         = "../other"
    region          = "Middle Earth"
    instance_type   = "HUGE"
    configuration   = { files = {} }
    database_config = { engine = "postgres" }
  }

  expect_failures = [var.site_id, var.region, var.instance_type, var.configuration, var.database_config]
}
