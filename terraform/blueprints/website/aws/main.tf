# A website on AWS: the page lies in a private bucket, a private instance shows it, and CloudFront has the address.

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
  # The page itself uses no database; who asks for one finds it beside the site.
  database_config = var.configuration.database && var.database_config.engine == "none" ? merge(var.database_config, { engine = "postgres" }) : var.database_config
}

module "page" {
  source = "../../../modules/web/page"

  title     = var.configuration.title
  body      = var.configuration.body
  variables = var.variables
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
  database_config = { engine = local.database_config.engine }
  tags            = var.tags
}

module "storage" {
  source = "../../../modules/aws/storage"

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
  database_config = { engine = local.database_config.engine }
  tags            = var.tags

  subnet_id         = module.networking.private_subnet_ids[0]
  security_group_id = module.networking.web_group_id
  bucket            = { name = module.storage.bucket.name, arn = module.storage.bucket.arn }
}

module "cloudfront" {
  source = "../../../modules/aws/cloudfront"

  name   = module.site.name
  origin = { kind = "instance", domain = module.compute.instance.domain, arn = module.compute.instance.arn }
  tags   = module.site.tags
}
