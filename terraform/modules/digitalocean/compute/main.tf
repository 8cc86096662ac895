# The machine of one site with an address that stays when the machine is replaced. It shows a page or runs a container
# image. With a domain that leads to the address it has TLS; DigitalOcean itself gives machines no names, so without one
# it has not.
#
# DigitalOcean does not offer to encrypt a machine's own disk with a key; what has to be encrypted belongs in the database.

terraform {
  required_version = "~> 1.5"

  required_providers {
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "~> 2.71"
    }
  }
}

module "site" {
  source = "../site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

locals {
  database = nonsensitive(var.database == null) ? {} : {
    DATABASE_ENGINE = nonsensitive(var.database.engine)
    DATABASE_HOST   = nonsensitive(var.database.host)
    DATABASE_PORT   = nonsensitive(tostring(var.database.port))
    DATABASE_NAME   = nonsensitive(var.database.name)
  }
}

module "machine" {
  source = "../../web/machine"

  page      = var.page
  image     = var.image
  port      = var.port
  domain    = var.domain
  variables = merge(local.database, var.variables)
  secrets = merge(
    var.database == null ? {} : { DATABASE_USER = var.database.user, DATABASE_PASSWORD = var.database.password },
    var.secrets,
  )
  bytes_at_most = 65536
}

resource "digitalocean_droplet" "site" {
  name       = module.site.name
  region     = module.site.region
  size       = module.site.compute
  image      = "debian-12-x64"
  vpc_uuid   = var.network
  user_data  = module.machine.script
  ssh_keys   = var.ssh_keys
  monitoring = true
  backups    = var.backups
  ipv6       = true
  tags       = concat(module.site.tags, [var.firewall_tag])

  lifecycle {
    create_before_destroy = true
  }
}

resource "digitalocean_reserved_ip" "site" {
  region = module.site.region
}

resource "digitalocean_reserved_ip_assignment" "site" {
  ip_address = digitalocean_reserved_ip.site.ip_address
  droplet_id = digitalocean_droplet.site.id
}

resource "digitalocean_monitor_alert" "busy" {
  count = length(var.alert_emails) > 0 ? 1 : 0

  description = "The processor of ${module.site.name} is busy for more than 90 % of the time."
  type        = "v1/insights/droplet/cpu"
  compare     = "GreaterThan"
  value       = 90
  window      = "10m"
  entities    = [digitalocean_droplet.site.id]
  enabled     = true
  tags        = []

  alerts {
    email = var.alert_emails
  }
}
