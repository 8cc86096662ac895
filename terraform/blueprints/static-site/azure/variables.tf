variable "site_id" {
  description = "UUID of the site, lower case. Names what is made."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.site_id))
    error_message = "The site id is a lower-case UUID."
  }
}

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
  description = "Database of the site: engine `none`, since there is no other here."
  type        = object({ engine = string })
  default     = { engine = "none" }

  validation {
    condition     = var.database_config.engine == "none"
    error_message = "This site has no database: its engine is none."
  }
}

variable "tags" {
  description = "Labels of everything that is made, beside those of the site."
  type        = map(string)
  default     = {}
}

variable "configuration" {
  description = "What the customer configured; blueprint.json holds its schema."
  type = object({
    files       = map(string)
    domain      = optional(string)
    certificate = optional(string)
  })

  validation {
    condition     = contains(keys(var.configuration.files), "index.html")
    error_message = "The files hold index.html, which is shown first."
  }

  validation {
    condition     = var.configuration.domain == null && var.configuration.certificate == null
    error_message = "At Azure a site of files has the address that Front Door gives it, and neither a domain nor a certificate."
  }
}
