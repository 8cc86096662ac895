# Files in a storage account behind Front Door.

terraform {
  required_version = "~> 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
    }
  }
}

# Credentials come from the environment, as ARM_SUBSCRIPTION_ID, ARM_TENANT_ID, ARM_CLIENT_ID and so on.
provider "azurerm" {
  features {
    # The group is the site's: what somebody else put there goes with it only if they take it away.
    resource_group {
      prevent_deletion_if_contains_resources = true
    }

    key_vault {
      purge_soft_delete_on_destroy = true
    }
  }
}

locals {
  types = {
    html        = "text/html; charset=utf-8", css = "text/css; charset=utf-8", js = "text/javascript; charset=utf-8"
    json        = "application/json", svg = "image/svg+xml", txt = "text/plain; charset=utf-8", xml = "application/xml"
    webmanifest = "application/manifest+json"
  }
  files = {
    for path, content in var.configuration.files : path => {
      content      = content
      content_type = lookup(local.types, lower(element(split(".", path), -1)), "text/plain; charset=utf-8")
    }
  }
}

module "site" {
  source = "../../../modules/azure/site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

module "networking" {
  source = "../../../modules/azure/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = var.database_config
  tags            = var.tags
}

module "storage" {
  source = "../../../modules/azure/storage"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = var.database_config
  tags            = var.tags

  resource_group = module.networking.resource_group
  static_site    = true
  files          = local.files
}

module "cdn" {
  source = "../../../modules/azure/cdn"

  name           = module.site.name
  resource_group = module.networking.resource_group
  origin_host    = module.storage.web_host
  tags           = module.site.tags
}
