output "site_url" {
  description = "Always null: the instance is private, and CloudFront has the address."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`instance`: id of the instance. `role`: name of its role."
  value       = { instance = aws_instance.site.id, role = aws_iam_role.instance.name }
}

output "instance" {
  description = "ARN and private name of the instance, for an origin of CloudFront."
  value       = { arn = aws_instance.site.arn, domain = aws_instance.site.private_dns }
}
