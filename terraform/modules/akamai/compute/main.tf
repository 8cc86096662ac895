# The machine of one site, with an encrypted disk. It shows a page or runs a container image, with TLS: at a domain that
# leads to it, or else at the name that Akamai gives it.
#
# There is no module for databases at Akamai; an image that needs one is told of it by variables and secrets.

terraform {
  required_version = "~> 1.5"

  required_providers {
    linode = {
      source  = "linode/linode"
      version = "~> 3.5"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
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

module "machine" {
  source = "../../web/machine"

  page          = var.page
  image         = var.image
  port          = var.port
  domain        = var.domain
  name_suffix   = local.name_suffix
  variables     = var.variables
  secrets       = var.secrets
  bytes_at_most = 16384
}

locals {
  name_suffix = "ip.linodeusercontent.com"
}

# Akamai demands one. Nobody uses it: the firewall lets nobody sign in.
resource "random_password" "root" {
  length = 60
}

resource "linode_instance" "site" {
  label            = module.site.name
  region           = module.site.region
  type             = module.site.compute
  image            = "linode/debian12"
  root_pass        = random_password.root.result
  authorized_keys  = var.ssh_keys
  firewall_id      = var.firewall_id
  disk_encryption  = "enabled"
  backups_enabled  = var.backups
  watchdog_enabled = true
  booted           = true
  tags             = module.site.tags

  metadata {
    user_data = base64encode(module.machine.script)
  }

  interface {
    purpose = "public"
    primary = true
  }

  interface {
    purpose   = "vpc"
    subnet_id = var.subnet_id
  }
}
