output "site_url" {
  description = "Address that visitors use."
  value       = "https://${azurerm_cdn_frontdoor_endpoint.this.host_name}/"
  depends_on  = [azurerm_cdn_frontdoor_route.this]
}

output "resource_ids" {
  description = "`distribution`: id of the profile. `endpoint`: id of its endpoint."
  value = {
    distribution = azurerm_cdn_frontdoor_profile.this.id
    endpoint     = azurerm_cdn_frontdoor_endpoint.this.id
  }
}
