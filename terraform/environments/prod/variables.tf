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

variable "vpc_cidr_block" {
  description = "Addresses of the network."
  type        = string
  default     = "10.0.0.0/16"
}

variable "zone_count" {
  description = "In how many zones the network stands."
  type        = number
  default     = 2
}

variable "nat" {
  description = "How private subnets reach the Internet: `none`, over one gateway (`single`) or over one in each zone (`each`)."
  type        = string
  default     = "single"
}

variable "interface_endpoints" {
  description = "Services of AWS that private subnets reach without leaving the network."
  type        = set(string)
  default     = ["secretsmanager", "logs", "kms"]
}

variable "shared_database_identifier" {
  description = "Name of the shared database server, such as solobase-shared-prod-01."
  type        = string
}

variable "shared_database_class" {
  description = "Its instance class."
  type        = string
}

variable "multi_az" {
  description = "A standby of it in another zone."
  type        = bool
}

variable "performance_insights" {
  description = "Keeps for 7 days which of its queries took the time."
  type        = bool
}

variable "backup_retention_period" {
  description = "For how many days automated backups are kept; 0 makes none."
  type        = number
}

variable "log_retention_days" {
  description = "For how many days logs are kept."
  type        = number
}

variable "management_image" {
  description = "Container image of the management platform."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of the platform's domain and of all below it; without one the management platform serves nothing."
  type        = string
  default     = null
}

variable "instances" {
  description = <<-TEXT
    What instances have besides. domain: the one below which their addresses are. image: of a container, without its
    version. cloudfront_certificate: ARN of a certificate for the domain in us-east-1; without one, functions are reached
    at CloudFront's own addresses.
  TEXT
  type = object({
    domain                 = optional(string, "solobase.dev")
    image                  = optional(string, "ghcr.io/solobase/solobase")
    cloudfront_certificate = optional(string)
  })
  default = {}
}

variable "alert_emails" {
  description = "Who gets mail about alarms."
  type        = list(string)
  default     = []
}

variable "trail" {
  description = "Keeps a record of every call to AWS. Once an account is enough."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}

variable "backup_region" {
  description = "Region that copies of backups go to."
  type        = string

  validation {
    condition     = var.backup_region != ""
    error_message = "Copies of backups go to another region."
  }
}

variable "copy_retention_days" {
  description = "For how many days copies of backups are kept."
  type        = number
  default     = 30
}
