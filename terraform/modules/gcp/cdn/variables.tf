variable "name" {
  description = "Begins the name of everything that is made."
  type        = string
}

variable "bucket" {
  description = "The bucket that has the files."
  type        = string
}

variable "domain" {
  description = "Domain that leads to the address, such as shop.example."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "The domain is written like shop.example."
  }
}

variable "labels" {
  description = "Labels of everything that takes some."
  type        = map(string)
  default     = {}
}
