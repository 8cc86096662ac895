variable "site_name" {
  description = "Name of the site, as its owner calls it."
  type        = string
}

variable "customer_id" {
  description = "Customer that the site belongs to."
  type        = string
}

variable "region" {
  description = "Region of DigitalOcean, such as fra1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{3}[0-9]$", var.region))
    error_message = "The region is one of DigitalOcean, such as fra1."
  }
}

variable "instance_type" {
  description = "Size: SMALL, MEDIUM or LARGE."
  type        = string
  default     = "SMALL"

  validation {
    condition     = contains(["SMALL", "MEDIUM", "LARGE"], var.instance_type)
    error_message = "The instance type is SMALL, MEDIUM or LARGE."
  }
}

variable "database_config" {
  description = "Database of the site. Part of the common interface; makes no difference here."
  type        = object({ engine = string })
  default     = { engine = "none" }
}

variable "tags" {
  description = "Labels of everything that is made, beside those of the site."
  type        = map(string)
  default     = {}
}

variable "site_id" {
  description = "UUID of the site, lower case. Names what is made."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.site_id))
    error_message = "The site id is a lower-case UUID."
  }
}

variable "cidr_block" {
  description = "Addresses of the network; without any, DigitalOcean chooses some that no other network of the account has."
  type        = string
  default     = null

  validation {
    condition     = var.cidr_block == null || can(cidrnetmask(var.cidr_block))
    error_message = "The network's addresses are written like 10.20.0.0/20."
  }
}
