mock_provider "azurerm" {
  mock_resource "azurerm_postgresql_flexible_server" {
    defaults = { id = "/subscriptions/0/resourceGroups/site/providers/Microsoft.DBforPostgreSQL/flexibleServers/site", fqdn = "site.postgres.database.example" }
  }

  mock_resource "azurerm_mysql_flexible_server" {
    defaults = { id = "/subscriptions/0/resourceGroups/site/providers/Microsoft.DBforMySQL/flexibleServers/site", fqdn = "site.mysql.database.example" }
  }
}

mock_provider "random" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "westeurope"

  resource_group  = "site-0000000000a1"
  database_config = { engine = "postgres" }
  network         = { subnet_id = "/subnets/database", zone_id = "/zones/database" }
}

run "it_is_private_and_demands_tls" {
  assert {
    condition     = !azurerm_postgresql_flexible_server.site[0].public_network_access_enabled && azurerm_postgresql_flexible_server.site[0].delegated_subnet_id == "/subnets/database"
    error_message = "The database must be reachable from inside alone."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server_configuration.tls[0].value == "ON"
    error_message = "Without TLS nobody may come in."
  }

  assert {
    condition     = random_password.administrator[0].length == 40 && issensitive(output.connection)
    error_message = "The password must be long and secret."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.site[0].sku_name == "B_Standard_B1ms" && azurerm_postgresql_flexible_server.site[0].storage_mb == 32768
    error_message = "SMALL must be the smallest server, with the smallest disk that 20 GB fit on."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.site[0].backup_retention_days == 7 && azurerm_postgresql_flexible_server.site[0].auto_grow_enabled
    error_message = "Backups must be kept for 7 days, and the disk grow."
  }

  assert {
    condition     = output.database_endpoint == "site.postgres.database.example:5432" && azurerm_postgresql_flexible_server.site[0].tags.site_id == var.site_id
    error_message = "The endpoint must be given, and whose it is."
  }
}

run "mysql_with_a_standby" {
  variables {
    instance_type   = "LARGE"
    database_config = { engine = "mysql", storage_gb = 100, backup_days = 30, high_availability = true }
  }

  assert {
    condition     = one(azurerm_mysql_flexible_server.site[0].high_availability).mode == "ZoneRedundant" && azurerm_mysql_flexible_server.site[0].sku_name == "GP_Standard_D2ds_v4"
    error_message = "LARGE with a standby must be that."
  }

  assert {
    condition     = azurerm_mysql_flexible_server_configuration.tls[0].value == "ON" && one(azurerm_mysql_flexible_server.site[0].storage).size_gb == 100
    error_message = "MySQL must demand TLS, too, and have its 100 GB."
  }
}

run "a_standby_of_a_small_server_is_refused" {
  command = plan

  variables {
    database_config = { engine = "postgres", high_availability = true }
  }

  expect_failures = [azurerm_postgresql_flexible_server.site]
}

run "none_is_none" {
  variables {
    database_config = { engine = "none" }
    network         = null
  }

  assert {
    condition     = length(azurerm_postgresql_flexible_server.site) == 0 && output.database_endpoint == null && output.site_url == null
    error_message = "Without an engine there must be no database."
  }
}

run "what_is_no_database_is_refused" {
  command = plan

  variables {
    database_config = { engine = "oracle", storage_gb = 5, backup_days = 99 }
  }

  expect_failures = [var.database_config]
}

run "an_unknown_size_is_refused" {
  command = plan

  variables {
    instance_type = "HUGE"
  }

  expect_failures = [var.instance_type]
}

run "a_region_of_nowhere_is_refused" {
  command = plan

  variables {
    region = "Middle Earth"
  }

  expect_failures = [var.region]
}

run "an_id_that_is_none_is_refused" {
  command = plan

  variables {
    site_id = "../site"
  }

  expect_failures = [var.site_id]
}
