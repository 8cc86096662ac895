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
  description = "Region of AWS, such as eu-central-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region is one of AWS, such as eu-central-1."
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
  description = <<-TEXT
    Database of the site. engine: `none`, `postgres` or `mysql`. version: of the engine, by default one that the
    provider supports for long. storage_gb: size of its disk. backup_days: how long daily backups are kept.
    high_availability: a standby in another zone.
  TEXT
  type = object({
    engine            = string
    version           = optional(string)
    storage_gb        = optional(number, 20)
    backup_days       = optional(number, 7)
    high_availability = optional(bool, false)
  })
  default = { engine = "none" }

  validation {
    condition     = contains(["none", "postgres", "mysql"], var.database_config.engine)
    error_message = "The database engine is none, postgres or mysql."
  }

  validation {
    condition     = var.database_config.storage_gb >= 20 && var.database_config.storage_gb <= 1000
    error_message = "The database has from 20 to 1000 GB."
  }

  validation {
    condition     = var.database_config.backup_days >= 1 && var.database_config.backup_days <= 35
    error_message = "Backups are kept for 1 to 35 days."
  }
}

variable "tags" {
  description = "Labels of everything that is made, beside those of the site. `environment` (production, staging or development) says which environment the instance belongs to."
  type        = map(string)
  default     = {}

  validation {
    condition     = contains(["production", "staging", "development"], lookup(var.tags, "environment", "production"))
    error_message = "The environment is production, staging or development."
  }
}

variable "configuration" {
  description = "What the customer configured; blueprint.json holds its schema."
  type = object({
    subdomain = string
    plan      = optional(string, "HOBBY")
    version   = optional(string, "0.1.0")
  })

  validation {
    condition     = contains(["HOBBY", "STARTER", "PROFESSIONAL", "BUSINESS"], var.configuration.plan)
    error_message = "The plan is HOBBY, STARTER, PROFESSIONAL or BUSINESS."
  }

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.configuration.subdomain))
    error_message = "The subdomain is made of small letters, digits and dashes, and has at most 63 of them."
  }

  validation {
    condition     = can(regex("^\\d+\\.\\d+\\.\\d+$", var.configuration.version))
    error_message = "The version is written like 0.1.0."
  }
}

variable "variables" {
  description = "More that the program finds in its environment, by name."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.variables) : can(regex("^[A-Z_][A-Z0-9_]*$", name))])
    error_message = "Variables have names of capital letters, digits and underscores, such as API_URL."
  }
}
