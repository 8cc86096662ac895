variable "site_name" {
  description = "Name of the site, as its owner calls it."
  type        = string
}

variable "customer_id" {
  description = "Customer that the site belongs to."
  type        = string
}

variable "region" {
  description = "Region of Google Cloud, such as europe-west3."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "The region is one of Google Cloud, such as europe-west3."
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

variable "bucket" {
  description = "The bucket whose files are shown."
  type        = string
  default     = null
}

variable "network" {
  description = "Network and subnet to reach private addresses in."
  type        = object({ network = string, subnet = string })
  default     = null
}

variable "image" {
  description = "Container image to run, such as docker.io/acme/shop:1.4.0; without one, the files are shown."
  type        = string
  default     = null

  validation {
    condition     = var.image == null || can(regex("^(docker\\.io|gcr\\.io|[a-z0-9-]+-docker\\.pkg\\.dev)/[a-zA-Z0-9._:/@-]+$", var.image))
    error_message = "Cloud Run takes images of Docker Hub, such as docker.io/acme/shop:1.4.0, and of Artifact Registry."
  }
}

variable "port" {
  description = "Port that the image listens on."
  type        = number
  default     = 8080

  validation {
    condition     = var.port >= 1 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "The port is a whole number from 1 to 65535."
  }
}

variable "instances_at_most" {
  description = "How often it runs at a time at most, which limits what it can cost."
  type        = number
  default     = 5

  validation {
    condition     = var.instances_at_most >= 1 && var.instances_at_most <= 100
    error_message = "It runs from 1 to 100 times."
  }
}

variable "database" {
  description = "The database that the image finds in its environment as DATABASE_HOST and so on; `connection` of the module database."
  type = object({
    engine   = string
    host     = string
    port     = number
    name     = string
    user     = string
    password = string
  })
  sensitive = true
  default   = null
}

variable "variables" {
  description = "What the image finds in its environment, by name."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Like variables, for values that nobody may read: kept in Secret Manager."
  type        = map(string)
  sensitive   = true
  default     = {}
}
