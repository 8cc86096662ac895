output "site_url" {
  description = "Always null: the bucket has no address of its own."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`bucket`: name of the bucket."
  value       = { bucket = google_storage_bucket.site.name }
}

output "bucket" {
  description = "Name of the bucket, once its readers may read it."
  value       = google_storage_bucket.site.name
  depends_on  = [google_storage_bucket_iam_member.reader]
}
