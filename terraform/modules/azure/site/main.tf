# What all modules of this provider have to know of a site: how its things are called, how they are labelled, and which
# instance a size stands for. Makes nothing.

terraform {
  required_version = "~> 1.5"
}

locals {
  # Azure takes all but a few signs in the name of a tag, and 256 characters in its value.
  tags = {
    for name, value in merge(var.tags, {
      site_name   = var.site_name
      site_id     = var.site_id
      customer_id = var.customer_id
      managed_by  = "hosterizer"
    }) :
    replace(name, "/[<>%&\\\\?\\/]/", "-") => substr(value, 0, 256)
  }
}
