# A storage account with the files of a site: encrypted, over TLS 1.2 only, and closed to everybody without a key. A site
# of files alone is shown by the account itself (`static_site`), and then anybody may read what is published.

terraform {
  required_version = "~> 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
    }
  }
}

module "site" {
  source = "../site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

locals {
  # An account's name is one word of at most 24 letters and digits, unique in all of Azure.
  account = replace(module.site.name, "-", "")
}

resource "azurerm_storage_account" "site" {
  name                = local.account
  resource_group_name = var.resource_group
  location            = module.site.region

  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = var.replication

  min_tls_version                   = "TLS1_2"
  https_traffic_only_enabled        = true
  infrastructure_encryption_enabled = true
  allow_nested_items_to_be_public   = false
  cross_tenant_replication_enabled  = false
  # App Service mounts the files with a key; it knows no other way.
  shared_access_key_enabled = true

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = var.version_days
    }

    container_delete_retention_policy {
      days = var.version_days
    }
  }

  tags = module.site.tags
}

resource "azurerm_storage_account_static_website" "site" {
  count = var.static_site ? 1 : 0

  storage_account_id = azurerm_storage_account.site.id
  index_document     = "index.html"
  error_404_document = "index.html"
}

resource "azurerm_storage_container" "files" {
  count = var.static_site ? 0 : 1

  name                  = "files"
  storage_account_id    = azurerm_storage_account.site.id
  container_access_type = "private"
}

resource "azurerm_storage_blob" "file" {
  for_each = var.files

  name                   = each.key
  storage_account_name   = azurerm_storage_account.site.name
  storage_container_name = var.static_site ? "$web" : azurerm_storage_container.files[0].name
  type                   = "Block"
  source_content         = each.value.content
  content_type           = each.value.content_type
  cache_control          = "max-age=60"

  depends_on = [azurerm_storage_account_static_website.site]
}

# Versions that were replaced are not kept for ever.
resource "azurerm_storage_management_policy" "site" {
  storage_account_id = azurerm_storage_account.site.id

  rule {
    name    = "old-versions"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      version {
        delete_after_days_since_creation = var.version_days
      }
    }
  }
}
