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
  description = "Size of the instance. Part of the common interface; makes no difference here."
  type        = string
  default     = "SMALL"
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

variable "content" {
  description = "What the site shows; kept as JSON, whatever it contains."
  type        = any
}

variable "content_generation" {
  description = "Any text; a change publishes the content anew. Change it when somebody edited or removed the page."
  type        = string
  default     = "1"
}
