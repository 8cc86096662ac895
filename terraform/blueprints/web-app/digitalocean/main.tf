# A web application on DigitalOcean: a machine runs its container image, and a managed cluster has its data.

terraform {
  required_version = "~> 1.5"

  required_providers {
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "~> 2.71"
    }
  }
}

# The token comes from the environment, as DIGITALOCEAN_TOKEN.
provider "digitalocean" {}

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
  source = "../../../modules/digitalocean/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags
}

module "database" {
  source = "../../../modules/digitalocean/database"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  network     = module.networking.network
  machine_tag = module.networking.firewall_tag
}

module "compute" {
  source = "../../../modules/digitalocean/compute"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags

  network      = module.networking.network
  firewall_tag = module.networking.firewall_tag
  image        = var.configuration.image
  port         = var.configuration.port
  domain       = var.configuration.domain
  database     = module.database.connection
  variables    = var.variables
  secrets      = var.secrets
}
