variable "site_name" {
  description = "Name of the site, as its owner calls it."
  type        = string
}

variable "customer_id" {
  description = "Customer that the site belongs to."
  type        = string
}

variable "region" {
  description = "Region of Akamai Cloud, such as eu-central."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+(-[0-9])?$", var.region))
    error_message = "The region is one of Akamai Cloud, such as eu-central."
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

variable "subnet_id" {
  description = "Id of the private subnet."
  type        = number
}

variable "firewall_id" {
  description = "Id of the firewall."
  type        = number
}

variable "page" {
  description = "The page to show, as HTML."
  type        = string
  default     = null
}

variable "image" {
  description = "Container image to run instead, such as ghcr.io/acme/shop:1.4.0."
  type        = string
  default     = null
}

variable "port" {
  description = "Port that the image listens on."
  type        = number
  default     = 8080
}

variable "domain" {
  description = "Domain of one's own that leads to the machine, such as shop.example."
  type        = string
  default     = null
}

variable "backups" {
  description = "Backups of the whole machine, every day."
  type        = bool
  default     = false
}

variable "ssh_keys" {
  description = "Keys of those who may sign in, once the firewall lets them."
  type        = list(string)
  default     = []
}

variable "variables" {
  description = "What the image finds in its environment, by name."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Like variables, for values that nobody may read; the provider has no safe for them, so the machine is given them at its start."
  type        = map(string)
  sensitive   = true
  default     = {}
}
