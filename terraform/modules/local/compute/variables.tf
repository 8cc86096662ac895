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
  description = "Database of the site. Part of the common interface; makes no difference here."
  type        = object({ engine = string })
  default     = { engine = "none" }
}

variable "tags" {
  description = "Labels recorded with the resources."
  type        = map(string)
  default     = {}
}

variable "site_id" {
  description = "UUID of the site, lower case. Names its folder."
  type        = string
}

variable "root_dir" {
  description = "Absolute folder that holds all sites of this machine."
  type        = string
}

variable "host" {
  description = "Address to listen on."
  type        = string
}

variable "port" {
  description = "Port to listen on; leased by the networking module."
  type        = number
}

variable "url" {
  description = "Address that visitors use; given back as site_url once the site answers."
  type        = string
}

variable "process_generation" {
  description = "Any text; a change replaces the web server. Change it when the process is gone."
  type        = string
  default     = "1"
}

variable "variables" {
  description = "What the web server finds in its environment, by name; the page may show it as `{{NAME}}`."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Like variables, for values that nobody may read: kept in a file that is the site's alone."
  type        = map(string)
  sensitive   = true
  default     = {}
}
