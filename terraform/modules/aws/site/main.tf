# What all modules of this provider have to know of a site: how its things are called, how they are labelled, and which
# instance a size stands for. Makes nothing.

terraform {
  required_version = "~> 1.5"
}

locals {
  # AWS takes letters, digits and a few signs in the value of a tag.
  tags = merge(var.tags, {
    Name        = substr(replace(var.site_name, "/[^\\p{L}\\p{N} _.:\\/=+@-]/", "-"), 0, 256)
    site_id     = var.site_id
    customer_id = var.customer_id
    managed_by  = "hosterizer"
  })
}
