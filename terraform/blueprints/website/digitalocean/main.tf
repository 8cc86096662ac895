# A website on DigitalOcean: one machine shows the page at an address of its own, without TLS as long as no domain leads
# there.

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
  source = "../../../modules/digitalocean/networking"

  site_id         = var.site_id
  site_name       = var.site_name
  customer_id     = var.customer_id
  region          = var.region
  instance_type   = var.instance_type
  database_config = { engine = local.database_config.engine }
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
  database_config = { engine = local.database_config.engine }
  tags            = var.tags

  network      = module.networking.network
  firewall_tag = module.networking.firewall_tag
  page         = module.page.html
}
