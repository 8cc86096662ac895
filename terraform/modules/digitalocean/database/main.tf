# A database of one site: a managed cluster, which DigitalOcean encrypts and backs up every day for 7 days, in the private
# network and open to the site's machine alone. It always demands TLS. With engine `none` there is none.

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
  engine  = var.database_config.engine
  wanted  = local.engine == "none" ? 0 : 1
  engines = { none = null, postgres = "pg", mysql = "mysql" }
  # Each size has a smallest disk.
  least   = { SMALL = 10, MEDIUM = 60, LARGE = 140 }[var.instance_type]
  version = var.database_config.version == null ? { none = null, postgres = "16", mysql = "8" }[local.engine] : var.database_config.version
}

resource "digitalocean_database_cluster" "site" {
  count = local.wanted

  name                 = module.site.name
  region               = module.site.region
  engine               = local.engines[local.engine]
  version              = local.version
  size                 = module.site.database
  node_count           = var.database_config.high_availability ? 2 : 1
  storage_size_mib     = tostring(max(local.least, var.database_config.storage_gb) * 1024)
  private_network_uuid = var.network
  tags                 = module.site.tags

  maintenance_window {
    day  = "sunday"
    hour = "02:30:00"
  }

  lifecycle {
    precondition {
      condition     = var.network != null && var.machine_tag != null
      error_message = "A database needs a private network, and the tag of the machine that may reach it."
    }

    precondition {
      condition     = !var.database_config.high_availability || var.instance_type != "SMALL"
      error_message = "A standby needs the size MEDIUM or LARGE: the smallest database at DigitalOcean has none."
    }

    precondition {
      condition     = var.database_config.backup_days <= 7
      error_message = "DigitalOcean keeps backups for 7 days, and not longer."
    }
  }
}

resource "digitalocean_database_firewall" "site" {
  count = local.wanted

  cluster_id = digitalocean_database_cluster.site[0].id

  rule {
    type  = "tag"
    value = var.machine_tag
  }
}

resource "digitalocean_database_db" "site" {
  count = local.wanted

  cluster_id = digitalocean_database_cluster.site[0].id
  name       = "site"
}
