# A website on Akamai Cloud: one machine shows the page, with TLS at the name that Akamai gives it.

terraform {
  required_version = "~> 1.5"

  required_providers {
    linode = {
      source  = "linode/linode"
      version = "~> 3.5"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
}

# The token comes from the environment, as LINODE_TOKEN.
provider "linode" {}

locals {
  database_config = var.database_config
}

module "page" {
  source = "../../../modules/web/page"

  title     = var.configuration.title
  body      = var.configuration.body
  variables = var.variables
}

module "networking" {
  source = "../../../modules/akamai/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags
}

module "compute" {
  source = "../../../modules/akamai/compute"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = local.database_config
  tags            = var.tags

  subnet_id   = module.networking.subnet_id
  firewall_id = module.networking.firewall_id
  page        = module.page.html
}
