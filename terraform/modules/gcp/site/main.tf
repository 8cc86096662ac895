# What all modules of this provider have to know of a site: how its things are called, how they are labelled, and which
# instance a size stands for. Makes nothing.

terraform {
  required_version = "~> 1.5"
}

locals {
  # Google Cloud takes small letters, digits, dashes and underscores in a label, and 63 of them.
  tags = {
    for name, value in merge(var.tags, {
      site_name   = var.site_name
      site_id     = var.site_id
      customer_id = var.customer_id
      managed_by  = "hosterizer"
    }) :
    substr(replace(lower(name), "/[^a-z0-9_-]/", "-"), 0, 63) => substr(replace(lower(value), "/[^a-z0-9_-]/", "-"), 0, 63)
  }
}
