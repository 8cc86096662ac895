terraform {
  required_version = ">= 1.5"
}

locals {
  database_config = var.configuration.database ? { engine = "sqlite" } : var.database_config
}

# The modules stand in one line, each after the one before. Terraform notes a resource as made while its
# create provisioner still runs, and saves that note whenever another resource is finished. Were it killed
# then, the next apply would take the unfinished thing for finished: nothing may finish meanwhile.

module "networking" {
  source = "../../../modules/local/networking"

  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  site_id  = var.site_id
  root_dir = var.local.root_dir
  host     = var.local.host
  port     = var.local.port
  url      = var.local.url
}

module "storage" {
  source = "../../../modules/local/storage"

  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  site_id            = var.site_id
  root_dir           = var.local.root_dir
  content            = { title = var.configuration.title, body = var.configuration.body }
  content_generation = var.local.content_generation

  depends_on = [module.networking]
}

module "database" {
  source = "../../../modules/local/database"

  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  site_id  = var.site_id
  root_dir = var.local.root_dir

  depends_on = [module.storage]
}

module "compute" {
  source = "../../../modules/local/compute"

  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  site_id            = var.site_id
  root_dir           = var.local.root_dir
  host               = module.networking.host
  port               = module.networking.port
  url                = module.networking.site_url
  process_generation = var.local.process_generation
  variables          = var.variables
  secrets            = var.secrets

  depends_on = [module.database]
}
