output "site_url" {
  description = "Address that visitors use."
  value       = "https://${var.domain}/"
  depends_on  = [google_compute_global_forwarding_rule.https]
}

output "resource_ids" {
  description = "`distribution`: id of the load balancer. `address`: its address, which the domain is to lead to."
  value = {
    distribution = google_compute_url_map.this.id
    address      = google_compute_global_address.this.address
  }
}
