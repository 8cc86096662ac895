mock_provider "azurerm" {
  mock_resource "azurerm_cdn_frontdoor_endpoint" {
    defaults = { host_name = "site-1.azurefd.example" }
  }
}

variables {
  name           = "site-0000000000a1"
  resource_group = "site-0000000000a1"
  origin_host    = "site0000000000a1.z6.web.core.example"
  tags           = { customer_id = "0199b6f0-0000-7000-8000-0000000000aa" }
}

run "visitors_come_with_tls_and_so_do_the_files" {
  assert {
    condition     = azurerm_cdn_frontdoor_route.this.https_redirect_enabled && azurerm_cdn_frontdoor_route.this.forwarding_protocol == "HttpsOnly"
    error_message = "There must be TLS on both sides."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_origin.this.certificate_name_check_enabled && azurerm_cdn_frontdoor_origin.this.host_name == var.origin_host
    error_message = "The files must come from whom they are said to come."
  }

  assert {
    condition     = one(azurerm_cdn_frontdoor_route.this.cache).compression_enabled
    error_message = "Files must be cached, and compressed."
  }

  assert {
    condition     = output.site_url == "https://site-1.azurefd.example/" && azurerm_cdn_frontdoor_profile.this.tags.customer_id != null
    error_message = "The address must have TLS, and the profile say whose it is."
  }
}
