output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Host and port of the database; null without one."
  value       = local.wanted == 0 ? null : "${local.host}:${local.port}"
}

output "resource_ids" {
  description = "`database`: id of the server, null without one."
  value = {
    database = one(concat(azurerm_postgresql_flexible_server.site[*].id, azurerm_mysql_flexible_server.site[*].id))
  }
}

output "connection" {
  description = "Where the database is, and how to sign in; null without one."
  sensitive   = true
  value = local.wanted == 0 ? null : {
    engine   = local.engine
    host     = local.host
    port     = local.port
    name     = "site"
    user     = "site_admin"
    password = random_password.administrator[0].result
  }
}
