output "site_url" {
  description = "Address of the management platform; null when it serves nothing."
  value       = module.management_platform.site_url
}

output "database_endpoint" {
  description = "Host and port of the shared database server."
  value       = module.shared_rds.database_endpoint
}

output "resource_ids" {
  description = "Ids of what is shared, by kind."
  value = {
    network         = module.vpc.vpc_id
    shared_database = module.shared_rds.resource_ids.database
    programs        = aws_s3_bucket.programs.id
    cluster         = module.management_platform.resource_ids.cluster
    alerts          = module.monitoring.topic_arn
  }
}

output "for_instances" {
  description = "What the blueprint solobase is given as `platform`: where an instance stands and what it shares."
  value = merge(module.management_platform.for_instances, {
    environment                = var.environment
    vpc_id                     = module.vpc.vpc_id
    subnet_ids                 = module.vpc.private_subnet_ids
    function_group_ids         = [aws_security_group.functions.id]
    database_host              = module.shared_rds.server.host
    database_security_group_id = module.shared_rds.resource_ids.group
    programs_bucket            = aws_s3_bucket.programs.id
    alarm_topic_arns           = [module.monitoring.topic_arn]
  })
}

output "shared_database" {
  description = "Host, port and ARN of the shared server, and the secret with its administrator's password."
  value       = module.shared_rds.server
}
