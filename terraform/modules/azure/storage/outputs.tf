output "site_url" {
  description = "Address of a site of files alone; null otherwise."
  value       = var.static_site ? azurerm_storage_account.site.primary_web_endpoint : null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`storage_account`: name of the account."
  value       = { storage_account = azurerm_storage_account.site.name }
}

output "web_host" {
  description = "Host of a site of files alone, for a distribution before it."
  value       = azurerm_storage_account.site.primary_web_host
}

output "mount" {
  description = "What an application needs to read the files: account, container and key; null for a site of files alone."
  sensitive   = true
  value = var.static_site ? null : {
    account   = azurerm_storage_account.site.name
    container = azurerm_storage_container.files[0].name
    key       = azurerm_storage_account.site.primary_access_key
  }
}
