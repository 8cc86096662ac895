# A web application on Google Cloud: Cloud Run runs its container image, and Cloud SQL has its data.

terraform {
  required_version = "~> 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
}

# Project and credentials come from the environment, as GOOGLE_PROJECT and GOOGLE_CREDENTIALS.
provider "google" {
  region = var.region
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
  source = "../../../modules/gcp/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags
}

module "database" {
  source = "../../../modules/gcp/database"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  network = module.networking.database_network
}

module "compute" {
  source = "../../../modules/gcp/compute"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags

  network   = module.networking.network
  image     = var.configuration.image
  port      = var.configuration.port
  database  = module.database.connection
  variables = var.variables
  secrets   = var.secrets
}
