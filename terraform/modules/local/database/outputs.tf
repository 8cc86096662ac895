locals {
  file = local.wanted == 1 ? "${var.root_dir}/${var.site_id}/site.sqlite" : null
}

output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Address of the database, `sqlite://` and its path; null without one."
  value       = local.file == null ? null : "sqlite://${local.file}"
  depends_on  = [terraform_data.database]
}

output "resource_ids" {
  description = "`database`: path of the SQLite file; empty without one."
  value       = local.file == null ? {} : { database = local.file }
  depends_on  = [terraform_data.database]
}
