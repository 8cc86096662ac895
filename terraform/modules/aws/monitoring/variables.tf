variable "name" {
  description = "Begins the name of everything that is made, such as solobase-prod."
  type        = string
}

variable "environment" {
  description = "Environment that it belongs to: dev, staging or prod."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is dev, staging or prod."
  }
}

variable "region" {
  description = "Region of AWS, such as eu-central-1."
  type        = string
}

variable "alert_emails" {
  description = "Who gets mail about alarms; each has to confirm it once."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+$", address))])
    error_message = "Alarms are sent to addresses such as alerts@solobase.dev."
  }
}

variable "database_identifiers" {
  description = "Database servers on the dashboard."
  type        = list(string)
  default     = []
}

variable "trail" {
  description = "Keeps a record of every call to AWS (CloudTrail)."
  type        = bool
  default     = true
}

variable "trail_days" {
  description = "For how many days the record is kept."
  type        = number
  default     = 365
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
