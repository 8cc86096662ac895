mock_provider "azurerm" {
  mock_resource "azurerm_storage_account" {
    defaults = {
      id                   = "/subscriptions/0/resourceGroups/site/providers/Microsoft.Storage/storageAccounts/site"
      primary_web_endpoint = "https://site0000000000a1.z6.web.core.example/"
      primary_web_host     = "site0000000000a1.z6.web.core.example"
      primary_access_key   = "swordfish"
    }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "westeurope"

  resource_group = "site-0000000000a1"
  files          = { "index.html" = { content = "<h1>Shop</h1>", content_type = "text/html; charset=utf-8" } }
}

run "the_account_is_encrypted_and_closed" {
  assert {
    condition     = azurerm_storage_account.site.infrastructure_encryption_enabled && azurerm_storage_account.site.min_tls_version == "TLS1_2" && azurerm_storage_account.site.https_traffic_only_enabled
    error_message = "The files must be encrypted where they lie and on their way."
  }

  assert {
    condition     = !azurerm_storage_account.site.allow_nested_items_to_be_public && azurerm_storage_container.files[0].container_access_type == "private"
    error_message = "Nobody may read the files without a key."
  }

  assert {
    condition     = one(azurerm_storage_account.site.blob_properties).versioning_enabled
    error_message = "Replaced files must be kept."
  }

  assert {
    condition     = azurerm_storage_account.site.name == "site0000000000a1" && azurerm_storage_account.site.tags.customer_id == var.customer_id
    error_message = "The account must be named after the site, and say whose it is."
  }
}

run "the_key_is_secret" {
  assert {
    condition     = issensitive(output.mount) && nonsensitive(output.mount).key == "swordfish"
    error_message = "Whoever reads the outputs must not read the key."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null
    error_message = "Closed files have no address."
  }
}

run "a_site_of_files_alone_has_an_address" {
  variables {
    static_site = true
  }

  assert {
    condition     = output.site_url == "https://site0000000000a1.z6.web.core.example/" && azurerm_storage_blob.file["index.html"].storage_container_name == "$web"
    error_message = "The account must show the files."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    files        = { "../index.html" = { content = "", content_type = "text/html" } }
    replication  = "none"
    version_days = 0
  }

  expect_failures = [var.files, var.replication, var.version_days]
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
