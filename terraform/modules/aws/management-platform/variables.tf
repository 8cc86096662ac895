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

variable "vpc_id" {
  description = "Network to stand in."
  type        = string
}

variable "vpc_cidr_block" {
  description = "Addresses of the network."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of the containers and the database."
  type        = list(string)
}

variable "image" {
  description = "Container image of the management platform."
  type        = string
}

variable "port" {
  description = "Port that the container listens on."
  type        = number
  default     = 8080
}

variable "health_path" {
  description = "What the load balancer asks for to see that it runs."
  type        = string
  default     = "/health"
}

variable "certificate_arn" {
  description = "Certificate of the platform's domain and of all below it; without one nothing is served."
  type        = string
  default     = null
}

variable "database_instance_class" {
  description = "Instance class of the platform's own database."
  type        = string
  default     = "db.t3.small"
}

variable "backup_retention_period" {
  description = "For how many days backups of that database are kept."
  type        = number
  default     = 7
}

variable "variables" {
  description = "More that the container finds in its environment."
  type        = map(string)
  default     = {}
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
