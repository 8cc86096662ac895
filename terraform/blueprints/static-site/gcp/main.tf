# Files in a bucket behind a load balancer with a cache, at a domain of the customer: Google gives no other a certificate.

terraform {
  required_version = "~> 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

# Project and credentials come from the environment, as GOOGLE_PROJECT and GOOGLE_CREDENTIALS.
provider "google" {
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
  source = "../../../modules/gcp/site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

module "storage" {
  source = "../../../modules/gcp/storage"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = var.database_config
  tags            = var.tags

  public = true
  files  = local.files
}

module "cdn" {
  source = "../../../modules/gcp/cdn"

  name   = module.site.name
  bucket = module.storage.bucket
  domain = var.configuration.domain
  labels = module.site.tags
}
