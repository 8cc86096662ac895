output "site_url" {
  description = "Address that visitors use: with TLS if there is a domain."
  value       = var.domain == null ? "http://${digitalocean_reserved_ip.site.ip_address}/" : "https://${var.domain}/"
  depends_on  = [digitalocean_reserved_ip_assignment.site]
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`machine`: id of the machine. `address`: its address, which the domain is to lead to."
  value = {
    machine = digitalocean_droplet.site.id
    address = digitalocean_reserved_ip.site.ip_address
  }
}
