output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`folder`: path of the site's folder. `content`: path of the published content."
  value = {
    folder  = "${var.root_dir}/${var.site_id}"
    content = "${var.root_dir}/${var.site_id}/content/site.json"
  }
  depends_on = [terraform_data.content]
}
