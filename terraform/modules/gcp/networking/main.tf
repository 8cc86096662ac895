# The network of one site: a subnet for what runs, and, for a database, a private way to Google's own network, which the
# database stands in.

terraform {
  required_version = "~> 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

module "site" {
  source = "../site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

locals {
  has_database = var.database_config.engine != "none"
}

resource "google_compute_network" "site" {
  name                            = module.site.name
  description                     = "The site ${var.site_id} of the customer ${var.customer_id}."
  auto_create_subnetworks         = false
  routing_mode                    = "REGIONAL"
  delete_default_routes_on_create = false
}

resource "google_compute_subnetwork" "site" {
  name                     = module.site.name
  network                  = google_compute_network.site.id
  region                   = module.site.region
  ip_cidr_range            = var.cidr_block
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.1
    metadata             = "EXCLUDE_ALL_METADATA"
  }
}

# A network of Google's lets nobody in unless told to; this says so, and whom it keeps out is noted.
resource "google_compute_firewall" "nobody" {
  name        = "${module.site.name}-nobody"
  description = "Nobody reaches anything here from outside."
  network     = google_compute_network.site.id
  direction   = "INGRESS"
  priority    = 65534

  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }

  log_config {
    metadata = "EXCLUDE_ALL_METADATA"
  }
}

resource "google_compute_global_address" "database" {
  count = local.has_database ? 1 : 0

  name          = "${module.site.name}-database"
  network       = google_compute_network.site.id
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
  labels        = module.site.tags
}

resource "google_service_networking_connection" "database" {
  count = length(google_compute_global_address.database)

  network                 = google_compute_network.site.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.database[0].name]
  # Google keeps the connection for days after the database is gone, and refuses to end it; the network ends it.
  deletion_policy = "ABANDON"
}
