output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Host and port of the database; null without one."
  value       = one(aws_db_instance.site[*].endpoint)
}

output "resource_ids" {
  description = "`database`: identifier of the database, null without one."
  value       = { database = one(aws_db_instance.site[*].identifier) }
}

output "connection" {
  description = "Where the database is and which secret holds `username` and `password`; null without one."
  value = local.wanted == 0 ? null : {
    engine     = var.database_config.engine
    host       = aws_db_instance.site[0].address
    port       = local.engine.port
    name       = "site"
    secret_arn = aws_db_instance.site[0].master_user_secret[0].secret_arn
  }
}
