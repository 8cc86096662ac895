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

variable "host" {
  description = "Address that the site listens on, such as 127.0.0.2."
  type        = string
}

variable "port" {
  description = "Port that the site is the only one to use."
  type        = number

  validation {
    condition     = var.port >= 1024 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "The port is a whole number from 1024 to 65535."
  }
}

variable "url" {
  description = "Address that visitors use."
  type        = string
}
