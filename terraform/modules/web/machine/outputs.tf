output "script" {
  description = "What the machine is given at its start."
  sensitive   = true
  value       = local.script

  precondition {
    condition     = length(local.script) <= var.bytes_at_most
    error_message = "Page and variables are too long: the provider gives a machine ${var.bytes_at_most} bytes at its start."
  }

  precondition {
    condition     = (var.page == null) != (var.image == null)
    error_message = "A machine shows a page or runs an image."
  }
}
