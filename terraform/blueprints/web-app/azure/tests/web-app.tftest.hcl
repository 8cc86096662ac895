mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = { tenant_id = "00000000-0000-0000-0000-000000000001", object_id = "00000000-0000-0000-0000-000000000002" }
  }

  mock_resource "azurerm_storage_account" {
    defaults = {
      primary_web_endpoint = "https://site.web.core.example/"
      primary_web_host     = "site.web.core.example"
      primary_access_key   = "swordfish"
    }
  }

  mock_resource "azurerm_linux_web_app" {
    defaults = { default_hostname = "site.azurewebsites.example" }
  }

  mock_resource "azurerm_cdn_frontdoor_endpoint" {
    defaults = { host_name = "site.azurefd.example" }
  }

  mock_resource "azurerm_postgresql_flexible_server" {
    defaults = { fqdn = "site.postgres.database.example" }
  }
}

mock_provider "random" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "westeurope"

  configuration = { image = "docker.io/acme/shop:1.4.0", port = 3000 }
  variables     = { HOURS = "9 to 5" }
  secrets       = { API_KEY = "open-up" }
}

run "an_application_has_an_address_and_a_database" {
  assert {
    condition     = output.site_url == "https://site.azurewebsites.example/" && output.database_endpoint == "site.postgres.database.example:5432"
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
