mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = { tenant_id = "00000000-0000-0000-0000-000000000001", object_id = "00000000-0000-0000-0000-000000000002" }
  }

  mock_resource "azurerm_linux_web_app" {
    defaults = { default_hostname = "site-0000000000a1.azurewebsites.example" }
  }

  mock_resource "azurerm_key_vault_secret" {
    defaults = { versionless_id = "https://site.vault.example/secrets/API-KEY" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "westeurope"

  resource_group = "site-0000000000a1"
  subnet_id      = "/subnets/application"
  mount          = { account = "site0000000000a1", container = "files", key = "swordfish" }
}

run "files_are_shown_over_tls_alone" {
  assert {
    condition     = azurerm_linux_web_app.site.https_only && one(azurerm_linux_web_app.site.site_config).minimum_tls_version == "1.2"
    error_message = "Nothing may be shown without TLS 1.2."
  }

  assert {
    condition     = one(azurerm_linux_web_app.site.site_config).ftps_state == "Disabled" && !azurerm_linux_web_app.site.ftp_publish_basic_authentication_enabled
    error_message = "Nobody may publish by FTP."
  }

  assert {
    condition     = one(azurerm_linux_web_app.site.storage_account).mount_path == "/usr/share/nginx/html" && local.bare == "library/nginx:1.28-alpine"
    error_message = "A web server must show the files."
  }

  assert {
    condition     = azurerm_service_plan.site.sku_name == "B1" && azurerm_service_plan.site.tags.site_id == var.site_id
    error_message = "SMALL must be B1, and say whose it is."
  }

  assert {
    condition     = output.site_url == "https://site-0000000000a1.azurewebsites.example/" && output.database_endpoint == null
    error_message = "The address must have TLS."
  }

  assert {
    condition     = length(azurerm_key_vault.site) == 0
    error_message = "Without secrets there must be no vault."
  }
}

run "secrets_are_in_a_vault" {
  variables {
    image     = "ghcr.io/acme/shop:1.4.0"
    variables = { HOURS = "9 to 5" }
    secrets   = { API_KEY = "open-up" }
    database  = { engine = "postgres", host = "db.example", port = 5432, name = "site", user = "site_admin", password = "swordfish" }
  }

  assert {
    condition     = startswith(nonsensitive(azurerm_linux_web_app.site.app_settings).API_KEY, "@Microsoft.KeyVault(") && nonsensitive(azurerm_linux_web_app.site.app_settings).HOURS == "9 to 5"
    error_message = "The settings must refer to the secret, not hold it."
  }

  assert {
    condition     = toset(keys(azurerm_key_vault_secret.site)) == toset(["API_KEY", "DATABASE_USER", "DATABASE_PASSWORD"])
    error_message = "The database's password must be a secret as well."
  }

  assert {
    condition     = azurerm_key_vault_access_policy.application[0].secret_permissions == tolist(["Get"])
    error_message = "The application may read its secrets, and no more."
  }

  assert {
    condition     = local.registry == "https://ghcr.io" && local.bare == "acme/shop:1.4.0"
    error_message = "The image must be fetched where it is."
  }

  assert {
    condition     = nonsensitive(azurerm_linux_web_app.site.app_settings).DATABASE_HOST == "db.example"
    error_message = "The image must be told where its database is."
  }
}

run "large_is_larger" {
  command = plan

  variables {
    instance_type = "LARGE"
  }

  assert {
    condition     = azurerm_service_plan.site.sku_name == "P1v3"
    error_message = "LARGE must be P1v3."
  }
}

run "neither_image_nor_files_is_refused" {
  command = plan

  variables {
    mount = null
  }

  expect_failures = [azurerm_linux_web_app.site]
}

run "an_image_that_is_none_is_refused" {
  command = plan

  variables {
    image = "$(rm -rf /)"
    port  = 0
  }

  expect_failures = [var.image, var.port]
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
