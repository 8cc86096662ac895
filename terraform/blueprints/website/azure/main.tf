# A website on Azure: the page lies in a storage account, and App Service shows it at an address with TLS.

terraform {
  required_version = "~> 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
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
  # The page itself uses no database; who asks for one finds it beside the site.
  database_config = var.configuration.database && var.database_config.engine == "none" ? merge(var.database_config, { engine = "postgres" }) : var.database_config
}

module "page" {
  source = "../../../modules/web/page"

  title     = var.configuration.title
  body      = var.configuration.body
  variables = var.variables
}

module "networking" {
  source = "../../../modules/azure/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = { engine = local.database_config.engine }
  tags            = var.tags
}

module "storage" {
  source = "../../../modules/azure/storage"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = { engine = local.database_config.engine }
  tags            = var.tags

  resource_group = module.networking.resource_group

  files = { "index.html" = { content = module.page.html, content_type = "text/html; charset=utf-8" } }
}

module "database" {
  source = "../../../modules/azure/database"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  resource_group = module.networking.resource_group
  network        = module.networking.database_network
}

module "compute" {
  source = "../../../modules/azure/compute"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = { engine = local.database_config.engine }
  tags            = var.tags

  resource_group = module.networking.resource_group
  subnet_id      = module.networking.application_subnet_id
  mount          = module.storage.mount
}
