variable "instance_id" {
  description = "UUID of the customer's instance, lower case."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.instance_id))
    error_message = "The id of the instance is a lower-case UUID."
  }
}

variable "subdomain" {
  description = "Name of the instance in its address, such as myapp."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.subdomain))
    error_message = "The subdomain is made of small letters, digits and dashes, and has at most 63 of them."
  }
}

variable "environment" {
  description = "Environment that it belongs to: dev, staging or prod."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is dev, staging or prod."
  }
}

variable "plan" {
  description = "The customer's plan: PROFESSIONAL or BUSINESS."
  type        = string
  default     = "PROFESSIONAL"

  validation {
    condition     = contains(["PROFESSIONAL", "BUSINESS"], var.plan)
    error_message = "A container is for the plans PROFESSIONAL and BUSINESS; smaller ones get a function."
  }
}

variable "region" {
  description = "Region of AWS, such as eu-central-1."
  type        = string
}

variable "image" {
  description = "Container image of Solobase, by version or digest."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._/-]*(:[\\w.-]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "The image is named with its version or digest; latest is neither."
  }
}

variable "repository_arn" {
  description = "The image's repository, if that is at AWS (ECR)."
  type        = string
  default     = null
}

variable "port" {
  description = "Port that the container listens on."
  type        = number
  default     = 8080
}

variable "host" {
  description = "Host name that leads to the container, such as myapp.solobase.dev."
  type        = string
}

variable "health_path" {
  description = "What the load balancer asks for to see that it runs."
  type        = string
  default     = "/health"
}

variable "cluster_arn" {
  description = "Cluster to run in."
  type        = string
}

variable "listener_arn" {
  description = "HTTPS listener of the load balancer."
  type        = string
}

variable "balancer_security_group_id" {
  description = "Security group of the load balancer."
  type        = string
}

variable "vpc_id" {
  description = "Network to stand in."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets to stand in."
  type        = list(string)
}

variable "database_secret_arn" {
  description = "Secret with what the container needs to reach its database."
  type        = string
}

variable "database_secret_keys" {
  description = "Which values of that secret the container finds in its environment, and by which names."
  type        = map(string)
  default     = { DATABASE_URL = "url" }
}

variable "database_security_group_id" {
  description = "Security group of the database server."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the secrets; without one, Secrets Manager uses its own."
  type        = string
  default     = null
}

variable "variables" {
  description = "More that the container finds in its environment."
  type        = map(string)
  default     = {}
}

variable "b2_bucket_name" {
  description = "The instance's own bucket at Backblaze B2."
  type        = string
}

variable "b2_endpoint" {
  description = "Address of the bucket's S3 interface, such as https://s3.us-east-005.backblazeb2.com."
  type        = string

  validation {
    condition     = startswith(var.b2_endpoint, "https://")
    error_message = "The endpoint of B2 begins with https://."
  }
}

variable "b2_key_id" {
  description = "Id of a key that opens this bucket alone."
  type        = string
  sensitive   = true
}

variable "b2_app_key" {
  description = "The key itself."
  type        = string
  sensitive   = true
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
