variable "name" {
  description = "Name of the database."
  type        = string
}

variable "database_arn" {
  description = "ARN of the database."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:rds:", var.database_arn))
    error_message = "The database is named by its ARN."
  }
}

variable "retention_days" {
  description = "For how many days the copies are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 35
    error_message = "Copies are kept for 1 to 35 days."
  }
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
