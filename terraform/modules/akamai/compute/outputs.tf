output "site_url" {
  description = "Address that visitors use."
  value       = var.domain == null ? "https://${replace(linode_instance.site.ip_address, ".", "-")}.${local.name_suffix}/" : "https://${var.domain}/"
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`machine`: id of the machine. `address`: its address, which the domain is to lead to."
  value = {
    machine = linode_instance.site.id
    address = linode_instance.site.ip_address
  }
}
