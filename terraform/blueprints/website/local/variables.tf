variable "site_id" {
  description = "UUID of the site, lower case. Names its folder."
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
  description = "Region; this machine has one, `local`."
  type        = string
  default     = "local"

  validation {
    condition     = var.region == "local"
    error_message = "The local provider has one region: local."
  }
}

variable "instance_type" {
  description = "Size of the web server: SMALL, MEDIUM or LARGE."
  type        = string
  default     = "SMALL"

  validation {
    condition     = contains(["SMALL", "MEDIUM", "LARGE"], var.instance_type)
    error_message = "The instance type is SMALL, MEDIUM or LARGE."
  }
}

variable "database_config" {
  description = "Which database the site gets: engine `none` or `sqlite`. `configuration.database` asks for `sqlite` as well."
  type        = object({ engine = string })
  default     = { engine = "none" }

  validation {
    condition     = contains(["none", "sqlite"], var.database_config.engine)
    error_message = "The local provider has the database engines none and sqlite."
  }
}

variable "tags" {
  description = "Labels recorded with the resources."
  type        = map(string)
  default     = {}
}

variable "configuration" {
  description = "What the customer configured; blueprint.json holds its schema."
  type = object({
    title    = string
    body     = optional(string, "")
    database = optional(bool, false)
  })

  validation {
    condition     = var.configuration.title != ""
    error_message = "The title must not be empty."
  }
}

variable "local" {
  description = <<-TEXT
    Where the site stands on this machine.
    root_dir: absolute folder that holds all sites. host: address to listen on, such as 127.0.0.2.
    port: leased port. url: address that visitors use. process_generation: any text; a change
    replaces the web server. content_generation: any text; a change publishes the page anew.
  TEXT
  type = object({
    root_dir           = string
    host               = string
    port               = number
    url                = string
    process_generation = optional(string, "1")
    content_generation = optional(string, "1")
  })

  validation {
    condition     = startswith(var.local.root_dir, "/")
    error_message = "The folder of all sites (root_dir) is an absolute path."
  }

  validation {
    condition     = var.local.port >= 1024 && var.local.port <= 65535 && floor(var.local.port) == var.local.port
    error_message = "The port is a whole number from 1024 to 65535."
  }
}

variable "variables" {
  description = "What the web server finds in its environment, by name; the page may show it as `{{NAME}}`."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for name in keys(var.variables) :
      can(regex("^[A-Z_][A-Z0-9_]*$", name)) && !can(regex("^(PATH|HOME|(NODE|LD)_.*)$", name))
    ])
    error_message = "Variables have names of capital letters, digits and underscores, such as API_URL; PATH, HOME and names that begin with NODE_ or LD_ are not allowed."
  }
}

variable "secrets" {
  description = "Like variables, for values that nobody may read: kept in a file that is the site's alone."
  type        = map(string)
  sensitive   = true
  default     = {}
}
