terraform {
  required_version = ">= 1.5"
}

locals {
  site   = { root_dir = var.root_dir, site_id = var.site_id }
  labels = merge(var.tags, { site_name = var.site_name, customer_id = var.customer_id, region = var.region })

  # Linux takes at most 128 KiB in one environment variable, which a long text exceeds: it travels
  # compressed and in parts. Base64 also carries the characters that an environment cannot.
  part_size = 100000
  packed    = base64gzip(jsonencode(var.content))
  parts = {
    for part in range(ceil(length(local.packed) / local.part_size)) :
    "CONTENT_${part}" => substr(local.packed, part * local.part_size, local.part_size)
  }
}

# Owns the clean-up of folder and content (see networking for why).
resource "terraform_data" "guard" {
  input            = local.site
  triggers_replace = local.site

  provisioner "local-exec" {
    when        = destroy
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" folder remove"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}

resource "terraform_data" "folder" {
  input            = merge(local.site, { labels = local.labels })
  triggers_replace = terraform_data.guard.id

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" folder create"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }
}

# Terraform runs provisioners for new resources only, so new content is a new resource. What it
# replaces on the machine is one file, in place: the web server goes on and shows it.
resource "terraform_data" "content" {
  input = var.content
  triggers_replace = {
    folder     = terraform_data.folder.id
    digest     = sha256(jsonencode(var.content))
    generation = var.content_generation
  }

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" content write"
    environment = merge(local.parts, { INPUT = jsonencode(merge(local.site, { generation = var.content_generation })) })
    quiet       = true
  }
}
