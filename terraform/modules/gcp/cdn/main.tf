# The address that visitors of a site of files use at Google Cloud: a global load balancer with TLS and a cache. Google
# gives certificates for domains of one's own only, and gives this one when the domain leads to the address.

terraform {
  required_version = "~> 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

resource "google_compute_backend_bucket" "this" {
  name             = var.name
  bucket_name      = var.bucket
  enable_cdn       = true
  compression_mode = "AUTOMATIC"

  custom_response_headers = [
    "Strict-Transport-Security: max-age=31536000",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: SAMEORIGIN",
    "Referrer-Policy: strict-origin-when-cross-origin",
  ]

  cdn_policy {
    cache_mode        = "CACHE_ALL_STATIC"
    client_ttl        = 60
    default_ttl       = 3600
    max_ttl           = 86400
    negative_caching  = true
    serve_while_stale = 86400
  }
}

resource "google_compute_global_address" "this" {
  name   = var.name
  labels = var.labels
}

resource "google_compute_managed_ssl_certificate" "this" {
  # A certificate cannot be changed; another domain has another one.
  name = "${var.name}-${substr(sha256(var.domain), 0, 8)}"

  managed {
    domains = [var.domain]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_ssl_policy" "this" {
  name            = var.name
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_url_map" "this" {
  name            = var.name
  default_service = google_compute_backend_bucket.this.id
}

resource "google_compute_target_https_proxy" "this" {
  name             = var.name
  url_map          = google_compute_url_map.this.id
  ssl_certificates = [google_compute_managed_ssl_certificate.this.id]
  ssl_policy       = google_compute_ssl_policy.this.id
}

resource "google_compute_global_forwarding_rule" "https" {
  name                  = "${var.name}-https"
  ip_address            = google_compute_global_address.this.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
  load_balancing_scheme = "EXTERNAL_MANAGED"
  labels                = var.labels
}

# Who comes without TLS is sent to where it is.
resource "google_compute_url_map" "plain" {
  name = "${var.name}-plain"

  default_url_redirect {
    https_redirect         = true
    strip_query            = false
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
  }
}

resource "google_compute_target_http_proxy" "plain" {
  name    = "${var.name}-plain"
  url_map = google_compute_url_map.plain.id
}

resource "google_compute_global_forwarding_rule" "plain" {
  name                  = "${var.name}-plain"
  ip_address            = google_compute_global_address.this.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.plain.id
  load_balancing_scheme = "EXTERNAL_MANAGED"
  labels                = var.labels
}
