# The private network of one site, and a firewall that lets visitors reach its machine and nobody sign in to it.

terraform {
  required_version = "~> 1.5"

  required_providers {
    linode = {
      source  = "linode/linode"
      version = "~> 3.5"
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

resource "linode_vpc" "site" {
  label       = module.site.name
  region      = module.site.region
  description = "The site ${var.site_id} of the customer ${var.customer_id}."
}

resource "linode_vpc_subnet" "site" {
  vpc_id = linode_vpc.site.id
  label  = "site"
  ipv4   = var.cidr_block
}

resource "linode_firewall" "site" {
  label           = module.site.name
  inbound_policy  = "DROP"
  outbound_policy = "ACCEPT"
  tags            = module.site.tags

  inbound {
    label    = "visitors"
    action   = "ACCEPT"
    protocol = "TCP"
    ports    = "80, 443"
    ipv4     = ["0.0.0.0/0"]
    ipv6     = ["::/0"]
  }

  inbound {
    label    = "path-mtu"
    action   = "ACCEPT"
    protocol = "ICMP"
    ipv4     = ["0.0.0.0/0"]
    ipv6     = ["::/0"]
  }
}
