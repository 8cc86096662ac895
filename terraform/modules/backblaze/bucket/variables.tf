variable "instance_id" {
  description = "UUID of the customer's instance, lower case."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.instance_id))
    error_message = "The id of the instance is a lower-case UUID."
  }
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

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
