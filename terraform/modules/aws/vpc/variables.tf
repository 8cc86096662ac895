variable "name" {
  description = "Begins the name of everything in the network."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name))
    error_message = "The name is made of small letters, digits and dashes, begins with a letter and has at most 41 of them."
  }
}

variable "region" {
  description = "Region of AWS, such as eu-central-1."
  type        = string
}

variable "cidr_block" {
  description = "Addresses of the network; each subnet gets a sixteenth of them."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr_block)) && can(regex("/(1[6-9]|2[0-4])$", var.cidr_block))
    error_message = "The network's addresses are written like 10.0.0.0/16, from /16 to /24."
  }
}

variable "zone_count" {
  description = "In how many zones it has subnets: 2 or 3."
  type        = number
  default     = 2

  validation {
    condition     = contains([2, 3], var.zone_count)
    error_message = "The network has subnets in 2 or 3 zones."
  }
}

variable "nat" {
  description = "How private subnets reach the Internet: `none`, over one gateway (`single`) or over one in each zone (`each`)."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["none", "single", "each"], var.nat)
    error_message = "The way out is none, single or each."
  }
}

variable "interface_endpoints" {
  description = "Services of AWS that private subnets reach without leaving the network, such as secretsmanager."
  type        = set(string)
  default     = []
}

variable "flow_log_days" {
  description = "How long is kept which connections were refused; 0 keeps nothing."
  type        = number
  default     = 0

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 180, 365], var.flow_log_days)
    error_message = "The flow log is kept for 0, 1, 3, 5, 7, 14, 30, 60, 90, 180 or 365 days."
  }
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
