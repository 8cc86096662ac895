output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Private host and port of the database; null without one."
  value       = local.wanted == 0 ? null : "${digitalocean_database_cluster.site[0].private_host}:${digitalocean_database_cluster.site[0].port}"
}

output "resource_ids" {
  description = "`database`: id of the cluster, null without one."
  value       = { database = one(digitalocean_database_cluster.site[*].id) }
}

output "connection" {
  description = "Where the database is, and how to sign in; null without one."
  sensitive   = true
  value = local.wanted == 0 ? null : {
    engine   = local.engine
    host     = digitalocean_database_cluster.site[0].private_host
    port     = digitalocean_database_cluster.site[0].port
    name     = digitalocean_database_db.site[0].name
    user     = digitalocean_database_cluster.site[0].user
    password = digitalocean_database_cluster.site[0].password
  }
}
