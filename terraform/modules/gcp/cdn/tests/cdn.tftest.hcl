mock_provider "google" {}

variables {
  name   = "site-0000000000a1"
  bucket = "site-0000000000a1-europe-west3"
  domain = "shop.example"
  labels = { customer_id = "0199b6f0-0000-7000-8000-0000000000aa" }
}

run "visitors_come_with_tls" {
  assert {
    condition     = google_compute_ssl_policy.this.min_tls_version == "TLS_1_2" && google_compute_target_https_proxy.this.ssl_policy == google_compute_ssl_policy.this.id
    error_message = "TLS must be 1.2 at least."
  }

  assert {
    condition     = one(google_compute_url_map.plain.default_url_redirect).https_redirect
    error_message = "Who comes without TLS must be sent to where it is."
  }

  assert {
    condition     = google_compute_backend_bucket.this.enable_cdn && contains(google_compute_backend_bucket.this.custom_response_headers, "X-Content-Type-Options: nosniff")
    error_message = "Files must be cached, and shown with security headers."
  }

  assert {
    condition     = output.site_url == "https://shop.example/" && google_compute_global_address.this.labels.customer_id != null
    error_message = "The address must be the domain, and say whose it is."
  }
}

run "what_is_no_domain_is_refused" {
  command = plan

  variables {
    domain = "https://shop.example/"
  }

  expect_failures = [var.domain]
}
