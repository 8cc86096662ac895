output "site_url" {
  description = "Address that visitors use."
  value       = module.compute.site_url
}

output "database_endpoint" {
  description = "Address of the database; null without one."
  value       = module.database.database_endpoint
}

output "resource_ids" {
  description = "Ids of everything that belongs to the site, by kind."
  value = merge(
    module.networking.resource_ids,
    module.database.resource_ids,
    module.compute.resource_ids,
  )
}
