output "site_url" {
  description = "Address that visitors use."
  value       = var.url
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`port`: the address and port that the site holds."
  value       = { port = "${var.host}:${var.port}" }
  depends_on  = [terraform_data.port]
}

# The values are the inputs, so that a plan knows them; depends_on makes whoever uses them wait for the lease.
output "host" {
  description = "Address to listen on."
  value       = var.host
  depends_on  = [terraform_data.port]
}

output "port" {
  description = "Port to listen on, once it belongs to the site."
  value       = var.port
  depends_on  = [terraform_data.port]
}
