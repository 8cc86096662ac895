variable "title" {
  description = "Heading of the page and name of the browser tab."
  type        = string

  validation {
    condition     = var.title != ""
    error_message = "The title must not be empty."
  }
}

variable "body" {
  description = "Plain text. An empty line begins a new paragraph."
  type        = string
  default     = ""
}

variable "variables" {
  description = "What the text may show as `{{NAME}}`."
  type        = map(string)
  default     = {}
}
