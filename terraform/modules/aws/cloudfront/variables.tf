variable "name" {
  description = "Name of the distribution, unique in the account."
  type        = string
}

variable "origin" {
  description = <<-TEXT
    What stands behind it. kind: `bucket` (private, in S3), `instance` (private, in a network) or `address` (with TLS of
    its own, such as a function's). domain: its name. arn: of an instance.
  TEXT
  type = object({
    kind   = string
    domain = string
    arn    = optional(string)
  })

  validation {
    condition     = contains(["bucket", "instance", "address"], var.origin.kind)
    error_message = "What stands behind the distribution is a bucket, an instance or an address."
  }
}

variable "origin_headers" {
  description = "Headers that the origin is sent, so that it can tell the distribution from others."
  type        = map(string)
  sensitive   = true
  default     = {}
}

variable "domains" {
  description = "Domains of one's own, such as shop.example."
  type        = list(string)
  default     = []
}

variable "certificate_arn" {
  description = "Certificate for the domains, in us-east-1."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws:acm:us-east-1:", var.certificate_arn))
    error_message = "CloudFront takes certificates of the region us-east-1 alone."
  }
}

variable "price_class" {
  description = "Where it answers from: PriceClass_100 (North America and Europe), PriceClass_200 or PriceClass_All."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "The price class is PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "not_found_page" {
  description = "File that is shown instead of one that is not there."
  type        = string
  default     = "/index.html"
}

variable "web_acl_arn" {
  description = "Firewall of requests (WAF) to put before it."
  type        = string
  default     = null
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
