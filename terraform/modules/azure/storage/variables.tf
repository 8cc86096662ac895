variable "site_name" {
  description = "Name of the site, as its owner calls it."
  type        = string
}

variable "customer_id" {
  description = "Customer that the site belongs to."
  type        = string
}

variable "region" {
  description = "Region of Azure, such as westeurope."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.region))
    error_message = "The region is one of Azure, such as westeurope."
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

variable "resource_group" {
  description = "Resource group of the site."
  type        = string
}

variable "files" {
  description = "What is published, by path."
  type        = map(object({ content = string, content_type = string }))
  default     = {}

  validation {
    condition     = alltrue([for path in keys(var.files) : can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*$", path))])
    error_message = "A path is made of letters, digits, dots, dashes, underscores and slashes, such as images/logo.svg."
  }
}

variable "static_site" {
  description = "Shows the files at an address of the account's own."
  type        = bool
  default     = false
}

variable "replication" {
  description = "How the files are kept: in one zone (LRS), in several zones (ZRS) or in a second region too (GRS)."
  type        = string
  default     = "LRS"

  validation {
    condition     = contains(["LRS", "ZRS", "GRS"], var.replication)
    error_message = "The replication is LRS, ZRS or GRS."
  }
}

variable "version_days" {
  description = "How long a file that was replaced or deleted can be brought back."
  type        = number
  default     = 30

  validation {
    condition     = var.version_days >= 1 && var.version_days <= 365
    error_message = "Old versions are kept for 1 to 365 days."
  }
}
