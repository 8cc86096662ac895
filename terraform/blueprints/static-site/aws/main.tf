# Files behind CloudFront, which alone reads their private bucket.

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
  source = "../../../modules/aws/site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

module "storage" {
  source = "../../../modules/aws/storage"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = var.database_config
  tags            = var.tags

  files             = local.files
  distribution_arns = [module.cloudfront.distribution.arn]
}

module "cloudfront" {
  source = "../../../modules/aws/cloudfront"

  name            = module.site.name
  origin          = { kind = "bucket", domain = module.storage.bucket.domain }
  domains         = var.configuration.domain[*]
  certificate_arn = var.configuration.certificate
  tags            = module.site.tags
}
