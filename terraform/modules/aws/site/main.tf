# What all modules of this provider have to know of a site: how its things are called, how they are labelled, and which
# instance a size stands for. Makes nothing.

terraform {
  required_version = "~> 1.5"
}

locals {
  # AWS takes letters, digits and a few signs in a tag, and 256 of them in its value.
  tags = {
    for name, value in merge(var.tags, {
      Name        = var.site_name
      site_id     = var.site_id
      customer_id = var.customer_id
      managed_by  = "hosterizer"
    }) :
    substr(replace(name, "/[^\\p{L}\\p{N} _.:\\/=+@-]/", "-"), 0, 128) => substr(replace(value, "/[^\\p{L}\\p{N} _.:\\/=+@-]/", "-"), 0, 256)
  }
}
