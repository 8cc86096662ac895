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

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "westeurope"

  configuration = { files = { "index.html" = "<h1>Shop</h1>", "style.css" = "h1 {}" } }
}

run "files_have_an_address_and_types" {
  assert {
    condition     = output.site_url == "https://site.azurefd.example/" && output.database_endpoint == null
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
