terraform {
  required_version = ">= 1.5"
}

locals {
  wanted   = var.database_config.engine == "sqlite" ? 1 : 0
  database = { root_dir = var.root_dir, site_id = var.site_id, engine = var.database_config.engine }
  labels   = merge(var.tags, { site_name = var.site_name, customer_id = var.customer_id, region = var.region })
}

# Owns the clean-up of the database (see networking for why).
resource "terraform_data" "guard" {
  count            = local.wanted
  input            = local.database
  triggers_replace = local.database

  provisioner "local-exec" {
    when        = destroy
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" database remove"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}

resource "terraform_data" "database" {
  count            = local.wanted
  input            = merge(local.database, { labels = local.labels })
  triggers_replace = terraform_data.guard[0].id

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" database create"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}
