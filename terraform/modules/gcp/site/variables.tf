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
  description = "Region of Google Cloud, such as europe-west3."
  type        = string
}

variable "instance_type" {
  description = "Size: SMALL, MEDIUM or LARGE."
  type        = string
  default     = "SMALL"
}

variable "tags" {
  description = "Labels of everything that is made, beside those of the site."
  type        = map(string)
  default     = {}
}
