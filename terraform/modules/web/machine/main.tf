# What a machine with Debian 12 does when it starts for the first time: it shows a page, or runs a container image, behind
# Caddy, which gets certificates by itself where the machine has a name. Used where a provider sells machines and no more.
# Makes nothing.
#
# The provider keeps what a machine is given at its start, secrets too, and shows it to whoever may manage the machine.

terraform {
  required_version = "~> 1.5"
}

locals {
  settings = {
    image     = var.image
    port      = var.port
    domain    = var.domain
    suffix    = var.name_suffix
    variables = var.variables
    secrets   = var.secrets
  }

  # Settings, page and program travel as data, so that nothing in them is taken for a command.
  script = templatefile("${path.module}/boot.sh.tftpl", {
    packages = var.image == null ? "caddy unattended-upgrades" : "caddy docker.io unattended-upgrades"
    settings = base64gzip(jsonencode(local.settings))
    page     = base64gzip(var.page == null ? "" : var.page)
    program  = filebase64("${path.module}/site.py")
  })
}
