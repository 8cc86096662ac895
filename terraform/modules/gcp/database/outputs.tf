output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Host and port of the database; null without one."
  value       = local.wanted == 0 ? null : "${google_sql_database_instance.site[0].private_ip_address}:${local.engines[local.engine].port}"
}

output "resource_ids" {
  description = "`database`: name of the instance, null without one."
  value       = { database = one(google_sql_database_instance.site[*].name) }
}

output "connection" {
  description = "Where the database is, and how to sign in; null without one."
  sensitive   = true
  value = local.wanted == 0 ? null : {
    engine   = local.engine
    host     = google_sql_database_instance.site[0].private_ip_address
    port     = local.engines[local.engine].port
    name     = google_sql_database.site[0].name
    user     = google_sql_user.administrator[0].name
    password = random_password.administrator[0].result
  }
}
