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

  configuration = { title = "Shop", body = "We are open {{HOURS}}." }
  variables     = { HOURS = "9 to 5" }
}

run "a_site_has_an_address" {
  assert {
    condition     = output.site_url == "https://site.azurewebsites.example/" && output.database_endpoint == null
    error_message = "The site must have an address, and no database that nobody asked for."
  }

  assert {
    condition     = length(setsubtract(["resource_group", "storage_account", "application"], keys(output.resource_ids))) == 0
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
    condition     = output.database_endpoint == "site.postgres.database.example:5432"
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
