# A website on Google Cloud: the page lies in a private bucket, and Cloud Run shows it at an address with TLS.

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
  source = "../../../modules/gcp/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = { engine = local.database_config.engine }
  tags            = var.tags
}

module "storage" {
  source = "../../../modules/gcp/storage"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = { engine = local.database_config.engine }
  tags            = var.tags

  files = { "index.html" = { content = module.page.html, content_type = "text/html; charset=utf-8" } }
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
  database_config = { engine = local.database_config.engine }
  tags            = var.tags

  bucket  = module.storage.bucket
  network = module.networking.network
}
