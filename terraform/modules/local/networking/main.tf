terraform {
  required_version = ">= 1.5"
}

locals {
  lease  = { root_dir = var.root_dir, site_id = var.site_id, port = var.port }
  labels = merge(var.tags, { site_name = var.site_name, customer_id = var.customer_id, region = var.region })
}

# Terraform does not run the destroy provisioner of a tainted resource. The guard has nothing to
# create and so cannot be tainted: it owns the clean-up, and whatever makes the thing comes after it.
resource "terraform_data" "guard" {
  input            = local.lease
  triggers_replace = local.lease

  provisioner "local-exec" {
    when        = destroy
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" port release"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}

resource "terraform_data" "port" {
  input            = merge(local.lease, { labels = local.labels })
  triggers_replace = terraform_data.guard.id

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" port claim"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}
