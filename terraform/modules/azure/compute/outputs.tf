output "site_url" {
  description = "Address that visitors use."
  value       = "https://${azurerm_linux_web_app.site.default_hostname}/"
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`application`: id of the application. `identity`: id of its identity. `vault`: id of its vault, null without secrets."
  value = {
    application = azurerm_linux_web_app.site.id
    identity    = azurerm_user_assigned_identity.site.id
    vault       = one(azurerm_key_vault.site[*].id)
  }
}
