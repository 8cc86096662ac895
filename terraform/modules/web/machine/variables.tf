variable "page" {
  description = "The page to show, as HTML."
  type        = string
  default     = null
}

variable "image" {
  description = "Container image to run instead, such as ghcr.io/acme/shop:1.4.0."
  type        = string
  default     = null

  validation {
    condition     = var.image == null || can(regex("^[a-z0-9][a-zA-Z0-9._:/@-]*$", var.image))
    error_message = "The image is named like ghcr.io/acme/shop:1.4.0."
  }
}

variable "port" {
  description = "Port that the image listens on."
  type        = number
  default     = 8080

  validation {
    condition     = var.port >= 1 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "The port is a whole number from 1 to 65535."
  }
}

variable "domain" {
  description = "Domain of one's own that leads to the machine, such as shop.example."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "The domain is written like shop.example."
  }
}

variable "name_suffix" {
  description = "What the provider names machines by, behind their address with dashes, such as ip.linodeusercontent.com; used where there is no domain."
  type        = string
  default     = null
}

variable "variables" {
  description = "What the image finds in its environment, by name."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Like variables, for values that nobody else may read."
  type        = map(string)
  sensitive   = true
  default     = {}
}

variable "bytes_at_most" {
  description = "How much the provider gives a machine at its start."
  type        = number
}
