variable "environment" {
  description = "Environment that it belongs to: dev, staging or prod."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is dev, staging or prod."
  }
}

variable "instance_identifier" {
  description = "Name of the server, such as solobase-shared-prod-01."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9]){0,47}$", var.instance_identifier))
    error_message = "The name is made of small letters, digits and single dashes, and begins with a letter."
  }
}

variable "instance_class" {
  description = "Instance class: db.t3.small for development, db.t3.medium in production."
  type        = string
  default     = "db.t3.medium"

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "The instance class is written like db.t3.medium."
  }
}

variable "engine_version" {
  description = "Version of PostgreSQL. AWS raises the minor version by itself."
  type        = string
  default     = "15.4"

  validation {
    condition     = can(regex("^1[4-9](\\.\\d+)?$", var.engine_version))
    error_message = "The version is 14 or newer, such as 15.4: older ones cannot end idle sessions."
  }
}

variable "allocated_storage" {
  description = "Storage at the beginning, in GB."
  type        = number
  default     = 100
}

variable "max_allocated_storage" {
  description = "Up to how many GB the storage grows by itself."
  type        = number
  default     = 500
}

variable "multi_az" {
  description = "A standby in another zone."
  type        = bool
  default     = false
}

variable "vpc_id" {
  description = "Network of the server."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets in at least two zones."
  type        = list(string)
}

variable "allowed_cidr_blocks" {
  description = "Addresses that reach the server."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for block in var.allowed_cidr_blocks : can(cidrnetmask(block)) && !endswith(block, "/0")])
    error_message = "Addresses are written like 10.0.0.0/16; the whole Internet is not let in."
  }
}

variable "allowed_security_groups" {
  description = "Security groups that reach the server: their ids, by a name for each."
  type        = map(string)
  default     = {}
}

variable "max_connections" {
  description = "Connections that the server takes."
  type        = number
  default     = 300
}

variable "idle_minutes" {
  description = "After how many idle minutes a connection is ended."
  type        = number
  default     = 10
}

variable "backup_retention_period" {
  description = "For how many days automated backups are kept; 0 makes none."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_retention_period >= 0 && var.backup_retention_period <= 35
    error_message = "Backups are kept for 0 to 35 days."
  }
}

variable "performance_insights" {
  description = "Keeps for 7 days which queries took the time."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "For how many days the server's log is kept."
  type        = number
  default     = 30
}

variable "deletion_protection" {
  description = "Refuses to delete the server; by default in production."
  type        = bool
  default     = null
}

variable "cpu_alarm_percent" {
  description = "Alarm when the processor is busier than this."
  type        = number
  default     = 80
}

variable "cpu_upsize_percent" {
  description = "Alarm when the processor was busier than this for 24 hours: time for a larger class."
  type        = number
  default     = 70
}

variable "connections_alarm" {
  description = "Alarm when more connections than this are in use."
  type        = number
  default     = 250
}

variable "free_storage_alarm_gb" {
  description = "Alarm when fewer GB than this are free."
  type        = number
  default     = 10
}

variable "latency_alarm_seconds" {
  description = "Alarm when a read or a write takes longer than this."
  type        = number
  default     = 0.05
}

variable "alarm_topic_arns" {
  description = "Who is told of alarms: ARNs of SNS topics."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
