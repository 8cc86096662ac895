# What all modules of this provider have to know of a site: how its things are called, how they are labelled, and which
# instance a size stands for. Makes nothing.

terraform {
  required_version = "~> 1.5"
}

locals {
  # A tag of Akamai Cloud has from 3 to 50 characters.
  tags = sort([
    for name, value in merge(var.tags, { site = var.site_id, customer = var.customer_id, managed_by = "hosterizer" }) :
    substr(replace("${name}:${value}", "/[^A-Za-z0-9:_-]/", "-"), 0, 50)
  ])
}
