output "site_url" {
  description = "Address that visitors use."
  value       = "${google_cloud_run_v2_service.site.uri}/"
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`service`: name of the service. `account`: its service account."
  value = {
    service = google_cloud_run_v2_service.site.name
    account = google_service_account.site.email
  }
}
