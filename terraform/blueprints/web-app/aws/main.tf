# A web application on AWS: a private instance runs its container image, CloudFront has the address, and RDS its data.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# Credentials come from the environment, as AWS_ACCESS_KEY_ID and so on.
provider "aws" {
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

module "site" {
  source = "../../../modules/aws/site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

module "networking" {
  source = "../../../modules/aws/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags

  # Images are outside, and secrets inside.
  outbound            = true
  interface_endpoints = ["secretsmanager"]
}

module "storage" {
  source = "../../../modules/aws/storage"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags
}

module "database" {
  source = "../../../modules/aws/database"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  subnet_ids        = module.networking.private_subnet_ids
  security_group_id = module.networking.database_group_id
}

module "compute" {
  source = "../../../modules/aws/compute"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.network_config
  tags            = var.tags

  subnet_id         = module.networking.private_subnet_ids[0]
  security_group_id = module.networking.web_group_id
  bucket            = { name = module.storage.bucket.name, arn = module.storage.bucket.arn }
  image             = var.configuration.image
  port              = var.configuration.port
  database          = module.database.connection
  variables         = var.variables
  secrets           = var.secrets
}

module "cloudfront" {
  source = "../../../modules/aws/cloudfront"

  name   = module.site.name
  origin = { kind = "instance", domain = module.compute.instance.domain, arn = module.compute.instance.arn }
  tags   = module.site.tags
}
