output "site_url" {
  description = "Address that visitors use."
  value       = module.cdn.site_url
}

output "database_endpoint" {
  description = "Always null: files need no database."
  value       = null
}

output "resource_ids" {
  description = "Ids of everything that belongs to the site, by kind."
  value = merge(
    module.networking.resource_ids,
    module.storage.resource_ids,
    module.cdn.resource_ids,
  )
}
