output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`network`: id of the network. `firewall`: id of the firewall."
  value = {
    network  = digitalocean_vpc.site.id
    firewall = digitalocean_firewall.site.id
  }
}

output "network" {
  description = "Id of the network."
  value       = digitalocean_vpc.site.id
}

output "firewall_tag" {
  description = "The tag that puts a machine behind the firewall."
  value       = digitalocean_tag.site.name
  depends_on  = [digitalocean_firewall.site]
}
