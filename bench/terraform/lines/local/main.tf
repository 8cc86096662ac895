# What the platform tells every blueprint, and this one has no use for.
variable "site_id" { type = string }
variable "site_name" { type = string }
variable "customer_id" { type = string }
variable "region" { type = string }
variable "instance_type" { type = string }
variable "tags" { type = any }
variable "local" { type = any }

variable "variables" {
  type    = map(string)
  default = {}
}

variable "secrets" {
  type      = map(string)
  sensitive = true
  default   = {}
}

variable "configuration" {
  type = object({ lines = number })
}

resource "terraform_data" "lines" {
  triggers_replace = var.configuration.lines

  provisioner "local-exec" {
    command     = "awk -v lines=\"$COUNT\" 'BEGIN { for (line = 1; line <= lines; line++) print \"line \" line }'"
    environment = { COUNT = var.configuration.lines }
    quiet       = true
  }
}
