output "site_url" {
  description = "Always null: this module serves nothing."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`network`: id of the VPC. `web_group`, `database_group`: ids of the security groups."
  value = {
    network        = module.vpc.vpc_id
    web_group      = aws_security_group.web.id
    database_group = one(aws_security_group.database[*].id)
  }
}

output "private_subnet_ids" {
  description = "Subnets for the instance and the database."
  value       = module.vpc.private_subnet_ids
}

output "web_group_id" {
  description = "Security group of the instance."
  value       = aws_security_group.web.id

  depends_on = [
    aws_vpc_security_group_egress_rule.s3,
    aws_vpc_security_group_egress_rule.services,
    aws_vpc_security_group_egress_rule.internet,
  ]
}

output "database_group_id" {
  description = "Security group of the database; null without one."
  value       = one(aws_security_group.database[*].id)
}
