variable "instance_id" {
  description = "UUID of the customer's instance, lower case."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.instance_id))
    error_message = "The id of the instance is a lower-case UUID."
  }
}

variable "server" {
  description = "The shared server: its host and port."
  type        = object({ host = string, port = optional(number, 5432) })
}

variable "connection_limit" {
  description = "Connections that the customer may have at a time."
  type        = number
  default     = 10

  validation {
    condition     = var.connection_limit >= 1 && var.connection_limit <= 100
    error_message = "A customer has from 1 to 100 connections: the others need some too."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the secret; without one, Secrets Manager uses its own."
  type        = string
  default     = null
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
