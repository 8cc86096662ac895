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

variable "files" {
  description = "What is published, by path."
  type        = map(object({ content = string, content_type = string }))
  default     = {}

  validation {
    condition     = alltrue([for path in keys(var.files) : can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*$", path))])
    error_message = "A path is made of letters, digits, dots, dashes, underscores and slashes, such as images/logo.svg."
  }
}

variable "readers" {
  description = "Who may read the files: members, such as a service account's, by a name for each."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for member in values(var.readers) : !startswith(member, "all")])
    error_message = "Everybody is let in with public, not as a reader."
  }
}

variable "public" {
  description = "Lets anybody read the files."
  type        = bool
  default     = false
}

variable "kms_key" {
  description = "Key that encrypts the files; without one, Google uses its own."
  type        = string
  default     = null
}

variable "version_days" {
  description = "How long a file that was replaced or deleted can be brought back."
  type        = number
  default     = 30

  validation {
    condition     = var.version_days >= 1 && floor(var.version_days) == var.version_days
    error_message = "Old versions are kept for a whole number of days, at least one."
  }
}
