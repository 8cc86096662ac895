# A database of one site on Cloud SQL: encrypted, with a private address alone, over TLS only. Its password is random;
# Terraform's state holds it, and so is to be encrypted. With engine `none` there is none.

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
  engine = var.database_config.engine
  wanted = local.engine == "none" ? 0 : 1
  engines = {
    none     = { name = null, version = null, port = null }
    postgres = { name = "POSTGRES", version = "16", port = 5432 }
    mysql    = { name = "MYSQL", version = "8_4", port = 3306 }
  }
  version = coalesce(var.database_config.version, local.engines[local.engine].version, "none")
}

resource "random_password" "administrator" {
  count = local.wanted

  length = 40
  # The password stands in addresses, where other signs mean something.
  special = false
}

resource "google_sql_database_instance" "site" {
  count = local.wanted

  name                = module.site.name
  region              = module.site.region
  database_version    = "${local.engines[local.engine].name}_${replace(local.version, ".", "_")}"
  deletion_protection = var.deletion_protection
  encryption_key_name = var.kms_key

  settings {
    edition                     = "ENTERPRISE"
    tier                        = module.site.database
    availability_type           = var.database_config.high_availability ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.database_config.storage_gb
    disk_autoresize             = true
    disk_autoresize_limit       = var.database_config.storage_gb * 5
    deletion_protection_enabled = var.deletion_protection
    user_labels                 = module.site.tags

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "01:00"
      point_in_time_recovery_enabled = local.engine == "postgres"
      binary_log_enabled             = local.engine == "mysql"
      transaction_log_retention_days = min(7, var.database_config.backup_days)

      backup_retention_settings {
        retained_backups = var.database_config.backup_days
        retention_unit   = "COUNT"
      }
    }

    maintenance_window {
      day          = 7
      hour         = 2
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled = true
    }
  }

  lifecycle {
    # Cloud SQL enlarges the disk by itself.
    ignore_changes = [settings[0].disk_size]

    precondition {
      condition     = var.network != null
      error_message = "A database needs a private network."
    }
  }
}

resource "google_sql_database" "site" {
  count = local.wanted

  name     = "site"
  instance = google_sql_database_instance.site[0].name
}

resource "google_sql_user" "administrator" {
  count = local.wanted

  name     = "site_admin"
  instance = google_sql_database_instance.site[0].name
  password = random_password.administrator[0].result
  # PostgreSQL keeps a user that owns something; it goes with the instance.
  deletion_policy = local.engine == "postgres" ? "ABANDON" : null
}
