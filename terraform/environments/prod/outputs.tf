output "site_url" {
  description = "Address of the management platform; null when it serves nothing."
  value       = module.platform.site_url
}

output "database_endpoint" {
  description = "Host and port of the shared database server."
  value       = module.platform.database_endpoint
}

output "resource_ids" {
  description = "Ids of what is shared, by kind."
  value       = module.platform.resource_ids
}

output "for_instances" {
  description = "What the blueprint solobase reads of the environment."
  value       = module.platform.for_instances
}
