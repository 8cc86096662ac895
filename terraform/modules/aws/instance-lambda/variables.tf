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
  description = "The customer's plan, which says how many calls run at a time: HOBBY 5, STARTER 10, PROFESSIONAL 25."
  type        = string
  default     = "HOBBY"

  validation {
    condition     = contains(["HOBBY", "STARTER", "PROFESSIONAL"], var.plan)
    error_message = "The plan is HOBBY, STARTER or PROFESSIONAL; larger ones get a container."
  }
}

variable "reserved_concurrency" {
  description = "How many calls run at a time, if not as many as the plan says."
  type        = number
  default     = null
}

variable "solobase_binary_s3_bucket" {
  description = "Bucket with the program."
  type        = string
}

variable "solobase_binary_s3_key" {
  description = "The program, as an archive that holds `bootstrap`, such as solobase-v0.1.0.zip."
  type        = string

  validation {
    condition     = endswith(var.solobase_binary_s3_key, ".zip")
    error_message = "The program is a .zip archive."
  }
}

variable "solobase_binary_version" {
  description = "Version of that object, where the bucket keeps versions."
  type        = string
  default     = null
}

variable "database_url" {
  description = "Address of the instance's database, with user and password."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^postgres(ql)?://", var.database_url))
    error_message = "The address of the database begins with postgresql://."
  }
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

variable "memory_size" {
  description = "Memory in MB: 256 for development, 512 in production."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240
    error_message = "A function has from 128 to 10240 MB."
  }
}

variable "timeout" {
  description = "After how many seconds a call is ended."
  type        = number
  default     = 30

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900
    error_message = "A call may take from 1 to 900 seconds."
  }
}

variable "variables" {
  description = "More that the program finds in its environment."
  type        = map(string)
  default     = {}
}

variable "url_authorization" {
  description = "Who may call the address: everybody (NONE), or who signs with AWS's credentials (AWS_IAM)."
  type        = string
  default     = "NONE"

  validation {
    condition     = contains(["NONE", "AWS_IAM"], var.url_authorization)
    error_message = "The address is open to everybody (NONE) or to signed calls (AWS_IAM)."
  }
}

variable "subnet_ids" {
  description = "Private subnets to stand in, so that it reaches a private database; without any, outside of all networks."
  type        = list(string)
  default     = []
}

variable "security_group_ids" {
  description = "Security groups, where it stands in a network."
  type        = list(string)
  default     = []
}

variable "log_retention_days" {
  description = "For how many days its log is kept; by default 3 in development and 30 elsewhere."
  type        = number
  default     = null
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
