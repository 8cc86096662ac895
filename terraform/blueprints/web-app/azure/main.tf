# A web application on Azure: App Service runs its container image, and a flexible server has its data.

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
  database_config = merge(var.database_config, {
    engine            = var.configuration.database
    storage_gb        = var.configuration.database_gb
    backup_days       = var.configuration.backup_days
    high_availability = var.configuration.standby
  })
  network_config = { engine = var.configuration.database }
}

module "networking" {
  source = "../../../modules/azure/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags
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
  database_config = local.network_config
  tags            = var.tags

  resource_group = module.networking.resource_group
  subnet_id      = module.networking.application_subnet_id
  image          = var.configuration.image
  port           = var.configuration.port
  database       = module.database.connection
  variables      = var.variables
  secrets        = var.secrets
}
