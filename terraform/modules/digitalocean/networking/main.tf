# The private network of one site, and a firewall that lets visitors reach its machine and nobody sign in to it.

terraform {
  required_version = "~> 1.5"

  required_providers {
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "~> 2.71"
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

resource "digitalocean_tag" "site" {
  name = module.site.name
}

resource "digitalocean_vpc" "site" {
  name        = module.site.name
  region      = module.site.region
  description = "The site ${var.site_id} of the customer ${var.customer_id}."
  ip_range    = var.cidr_block
}

resource "digitalocean_firewall" "site" {
  name = module.site.name
  tags = [digitalocean_tag.site.name]

  dynamic "inbound_rule" {
    for_each = ["80", "443"]

    content {
      protocol         = "tcp"
      port_range       = inbound_rule.value
      source_addresses = ["0.0.0.0/0", "::/0"]
    }
  }

  dynamic "outbound_rule" {
    for_each = { tcp = "1-65535", udp = "1-65535" }

    content {
      protocol              = outbound_rule.key
      port_range            = outbound_rule.value
      destination_addresses = ["0.0.0.0/0", "::/0"]
    }
  }

  outbound_rule {
    protocol              = "icmp"
    destination_addresses = ["0.0.0.0/0", "::/0"]
  }
}
