output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`network`, `subnet`, `firewall`: ids of all three."
  value = {
    network  = linode_vpc.site.id
    subnet   = linode_vpc_subnet.site.id
    firewall = linode_firewall.site.id
  }
}

output "subnet_id" {
  description = "Id of the subnet."
  value       = linode_vpc_subnet.site.id
}

output "firewall_id" {
  description = "Id of the firewall."
  value       = linode_firewall.site.id
}
