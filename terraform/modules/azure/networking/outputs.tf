output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`resource_group`: name of the group that everything of the site is in. `network`: id of its network."
  value = {
    resource_group = azurerm_resource_group.site.name
    network        = azurerm_virtual_network.site.id
  }
}

output "resource_group" {
  description = "Name of the resource group."
  value       = azurerm_resource_group.site.name
}

output "application_subnet_id" {
  description = "Subnet of the application."
  value       = azurerm_subnet.application.id
}

output "database_network" {
  description = "Subnet and private zone of the database; null without one."
  value = local.port == null ? null : {
    subnet_id = azurerm_subnet.database[0].id
    zone_id   = azurerm_private_dns_zone.database[0].id
  }

  depends_on = [
    azurerm_private_dns_zone_virtual_network_link.database,
    azurerm_subnet_network_security_group_association.database,
  ]
}
