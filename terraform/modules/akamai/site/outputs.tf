output "name" {
  description = "Begins the name of everything that is made: lower case, unique among all sites, 17 characters long."
  value       = "site-${substr(var.site_id, -12, 12)}"
}

output "tags" {
  description = "Labels for everything that is made, as the provider takes them."
  value       = local.tags
}

output "region" {
  description = "The region, if the provider has it."
  value       = var.region

  precondition {
    condition     = contains(local.regions, var.region)
    error_message = "Akamai Cloud has no region ${var.region}; catalogue.json lists those that it has."
  }
}

output "compute" {
  description = "Instance that the size stands for."
  value       = local.sizes[var.instance_type].compute
}

output "database" {
  description = "Database instance that the size stands for."
  value       = local.sizes[var.instance_type].database
}
