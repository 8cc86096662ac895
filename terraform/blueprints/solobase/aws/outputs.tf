output "site_url" {
  description = "Address that visitors use."
  value       = one(concat(module.cloudfront[*].site_url, module.container[*].site_url))
}

output "database_endpoint" {
  description = "Address of the database server."
  value       = local.gets.dedicated ? module.dedicated_database.database_endpoint : module.tenant_database[0].database_endpoint
}

output "resource_ids" {
  description = "Ids of everything that belongs to the site, by kind."
  value = merge(concat(
    [module.dedicated_database.resource_ids, module.bucket.resource_ids],
    module.tenant_database[*].resource_ids,
    module.function[*].resource_ids,
    module.cloudfront[*].resource_ids,
    module.container[*].resource_ids,
  )...)
}
