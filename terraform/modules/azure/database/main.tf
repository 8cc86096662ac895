# A database of one site: a flexible server for PostgreSQL or MySQL, encrypted, in a private subnet, over TLS only. Its
# password is random; Terraform's state holds it, and so is to be encrypted. With engine `none` there is none.

terraform {
  required_version = "~> 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
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
  engine   = var.database_config.engine
  wanted   = local.engine == "none" ? 0 : 1
  postgres = local.engine == "postgres" ? 1 : 0
  mysql    = local.engine == "mysql" ? 1 : 0
  versions = { none = null, postgres = "16", mysql = "8.0.21" }
  version  = var.database_config.version == null ? local.versions[local.engine] : var.database_config.version

  # PostgreSQL's disks come in these sizes; the next larger one is taken.
  sizes     = [32768, 65536, 131072, 262144, 524288, 1048576]
  megabytes = [for size in local.sizes : size if size >= var.database_config.storage_gb * 1024][0]
  # A burstable server has no standby.
  standby = var.database_config.high_availability

  host = one(concat(azurerm_postgresql_flexible_server.site[*].fqdn, azurerm_mysql_flexible_server.site[*].fqdn))
  port = { none = null, postgres = 5432, mysql = 3306 }[local.engine]
}

resource "random_password" "administrator" {
  count = local.wanted

  length = 40
  # The password stands in addresses, where other signs mean something.
  special     = false
  min_lower   = 1
  min_upper   = 1
  min_numeric = 1
}

resource "azurerm_postgresql_flexible_server" "site" {
  count = local.postgres

  name                = module.site.name
  resource_group_name = var.resource_group
  location            = module.site.region
  version             = local.version
  sku_name            = module.site.database

  storage_mb        = local.megabytes
  auto_grow_enabled = true

  administrator_login    = "site_admin"
  administrator_password = random_password.administrator[0].result

  delegated_subnet_id           = var.network.subnet_id
  private_dns_zone_id           = var.network.zone_id
  public_network_access_enabled = false

  backup_retention_days        = max(7, var.database_config.backup_days)
  geo_redundant_backup_enabled = false

  dynamic "high_availability" {
    for_each = local.standby ? [1] : []

    content {
      mode = "ZoneRedundant"
    }
  }

  maintenance_window {
    day_of_week  = 0
    start_hour   = 2
    start_minute = 30
  }

  tags = module.site.tags

  lifecycle {
    # Azure chooses the zones, and changes them when one of them fails.
    ignore_changes = [zone, high_availability[0].standby_availability_zone]

    precondition {
      condition     = var.network != null
      error_message = "A database needs a private subnet and its zone."
    }

    precondition {
      condition     = !local.standby || !startswith(module.site.database, "B_")
      error_message = "A standby needs the size LARGE: smaller servers at Azure have none."
    }
  }
}

resource "azurerm_postgresql_flexible_server_configuration" "tls" {
  count = local.postgres

  name      = "require_secure_transport"
  server_id = azurerm_postgresql_flexible_server.site[0].id
  value     = "ON"
}

resource "azurerm_postgresql_flexible_server_database" "site" {
  count = local.postgres

  name      = "site"
  server_id = azurerm_postgresql_flexible_server.site[0].id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_mysql_flexible_server" "site" {
  count = local.mysql

  name                = module.site.name
  resource_group_name = var.resource_group
  location            = module.site.region
  version             = local.version
  sku_name            = module.site.database

  storage {
    size_gb           = var.database_config.storage_gb
    auto_grow_enabled = true
  }

  administrator_login    = "site_admin"
  administrator_password = random_password.administrator[0].result

  delegated_subnet_id = var.network.subnet_id
  private_dns_zone_id = var.network.zone_id

  backup_retention_days        = var.database_config.backup_days
  geo_redundant_backup_enabled = false

  dynamic "high_availability" {
    for_each = local.standby ? [1] : []

    content {
      mode = "ZoneRedundant"
    }
  }

  maintenance_window {
    day_of_week  = 0
    start_hour   = 2
    start_minute = 30
  }

  tags = module.site.tags

  lifecycle {
    ignore_changes = [zone, high_availability[0].standby_availability_zone]

    precondition {
      condition     = var.network != null
      error_message = "A database needs a private subnet and its zone."
    }

    precondition {
      condition     = !local.standby || !startswith(module.site.database, "B_")
      error_message = "A standby needs the size LARGE: smaller servers at Azure have none."
    }
  }
}

resource "azurerm_mysql_flexible_server_configuration" "tls" {
  count = local.mysql

  name                = "require_secure_transport"
  resource_group_name = var.resource_group
  server_name         = azurerm_mysql_flexible_server.site[0].name
  value               = "ON"
}

resource "azurerm_mysql_flexible_database" "site" {
  count = local.mysql

  name                = "site"
  resource_group_name = var.resource_group
  server_name         = azurerm_mysql_flexible_server.site[0].name
  charset             = "utf8mb4"
  collation           = "utf8mb4_0900_ai_ci"
}
