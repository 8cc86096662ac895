output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`network`, `subnet`: ids of both."
  value = {
    network = google_compute_network.site.id
    subnet  = google_compute_subnetwork.site.id
  }
}

output "network" {
  description = "Network and subnet, for what runs in them."
  value = {
    network = google_compute_network.site.id
    subnet  = google_compute_subnetwork.site.id
  }
}

output "database_network" {
  description = "Network of the database, once it is connected with the one that it stands in; null without one."
  value       = local.has_database ? google_compute_network.site.id : null
  depends_on  = [google_service_networking_connection.database]
}
