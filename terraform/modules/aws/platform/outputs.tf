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
  description = "What the blueprint solobase reads of the environment: where an instance stands and what it shares."
  value       = local.for_instances
}

output "shared_database" {
  description = "Host, port and ARN of the shared server, and the secret with its administrator's password."
  value       = module.shared_rds.server
}
