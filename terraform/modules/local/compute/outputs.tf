output "site_url" {
  description = "Address that visitors use, once the site answers."
  value       = var.url
  depends_on  = [terraform_data.process]
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`process`: id of the process resource; another one after each replacement."
  value       = { process = terraform_data.process.id }
}
