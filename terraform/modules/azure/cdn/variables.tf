variable "name" {
  description = "Name of the distribution."
  type        = string
}

variable "resource_group" {
  description = "Resource group of the site."
  type        = string
}

variable "origin_host" {
  description = "Host that has the files; `web_host` of the module storage."
  type        = string
}

variable "tags" {
  description = "Labels of everything that is made."
  type        = map(string)
  default     = {}
}
