terraform {
  required_version = ">= 1.5"
}

locals {
  site      = { root_dir = var.root_dir, site_id = var.site_id }
  listener  = { host = var.host, port = var.port }
  memory_mb = { SMALL = 32, MEDIUM = 64, LARGE = 128 }[var.instance_type]
  labels    = merge(var.tags, { site_name = var.site_name, customer_id = var.customer_id, region = var.region })

  # Another id with each write; null without any, since then there is nothing that a server could lack.
  variables = length(var.variables) == 0 ? null : terraform_data.variables.id
  secrets   = nonsensitive(length(var.secrets)) == 0 ? null : terraform_data.secrets.id

  # Compressed and in parts (see storage for why).
  part_size        = 100000
  packed_variables = base64gzip(jsonencode(var.variables))
  packed_secrets   = base64gzip(jsonencode(var.secrets))
  variables_parts = {
    for part in range(ceil(length(local.packed_variables) / local.part_size)) :
    "CONTENT_${part}" => substr(local.packed_variables, part * local.part_size, local.part_size)
  }
  secrets_parts = {
    for part in range(ceil(length(local.packed_secrets) / local.part_size)) :
    "CONTENT_${part}" => substr(local.packed_secrets, part * local.part_size, local.part_size)
  }
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

# What the server finds in its environment. Each write replaces one file, which the folder's guard removes.
resource "terraform_data" "variables" {
  input            = var.variables
  triggers_replace = { guard = terraform_data.guard.id, digest = sha256(jsonencode(var.variables)) }

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" variables write"
    environment = merge(local.variables_parts, { INPUT = jsonencode(local.site) })
    quiet       = true
  }
}

# A resource of its own: Terraform says nothing of what a provisioner prints that was given something sensitive.
# The state holds a digest alone, made with the guard's id, so that equal secrets of two sites do not look equal.
resource "terraform_data" "secrets" {
  triggers_replace = {
    guard  = terraform_data.guard.id
    digest = sha256(jsonencode([terraform_data.guard.id, var.secrets]))
  }

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" secrets write"
    environment = merge(local.secrets_parts, { INPUT = jsonencode(local.site) })
    quiet       = true
  }

  lifecycle {
    # No validation of the variable: what it refuses, Terraform prints with the line that holds the secrets.
    precondition {
      condition = alltrue([
        for name in keys(var.secrets) :
        can(regex("^[A-Z_][A-Z0-9_]*$", name)) && !can(regex("^(PATH|HOME|(NODE|LD)_.*)$", name))
      ])
      error_message = "Secrets have names of capital letters, digits and underscores, such as API_KEY; PATH, HOME and names that begin with NODE_ or LD_ are not allowed."
    }
  }

  depends_on = [terraform_data.variables]
}

# Starting ends a process with other settings first, so a replacement needs no destroy provisioner.
resource "terraform_data" "process" {
  input = merge(local.site, local.listener, {
    memory_mb  = local.memory_mb
    generation = var.process_generation
    variables  = local.variables
    secrets    = local.secrets
    labels     = local.labels
  })
  triggers_replace = {
    guard      = terraform_data.guard.id
    memory_mb  = local.memory_mb
    generation = var.process_generation
    variables  = local.variables
    secrets    = local.secrets
  }

  provisioner "local-exec" {
    command     = "\"$HOSTERIZER_NODE\" \"$HOSTERIZER_LOCALCTL\" process start"
    environment = { INPUT = jsonencode(self.input) }
    quiet       = true
  }

  lifecycle {
    # A program can only be started with so much; the system's own refusal would not say what to do.
    precondition {
      condition     = length(base64encode(jsonencode([var.variables, var.secrets]))) * 3 / 4 <= 1000000
      error_message = "All variables and secrets of a site together may take 1,000,000 bytes; shorten them."
    }
  }

  depends_on = [terraform_data.secrets]
}
