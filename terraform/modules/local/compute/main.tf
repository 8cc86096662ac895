terraform {
  required_version = ">= 1.5"
}

locals {
  site      = { root_dir = var.root_dir, site_id = var.site_id }
  listener  = { host = var.host, port = var.port }
  memory_mb = { SMALL = 32, MEDIUM = 64, LARGE = 128 }[var.instance_type]
  labels    = merge(var.tags, { site_name = var.site_name, customer_id = var.customer_id, region = var.region })
}

# Owns the clean-up of the process (see networking for why). Another address replaces the guard too,
# so that the old process has ended before its port is given back.
resource "terraform_data" "guard" {
  input            = local.site
  triggers_replace = merge(local.site, local.listener)

  provisioner "local-exec" {
    when        = destroy
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" process stop"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}

# Starting ends a process with other settings first, so a replacement needs no destroy provisioner.
resource "terraform_data" "process" {
  input = merge(local.site, local.listener, {
    memory_mb  = local.memory_mb
    generation = var.process_generation
    labels     = local.labels
  })
  triggers_replace = [terraform_data.guard.id, local.memory_mb, var.process_generation]

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" process start"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}
