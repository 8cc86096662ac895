output "site_url" {
  description = "Address of the instance."
  value       = "https://${var.host}/"
}

output "resource_ids" {
  description = "`service`, `task`, `role`, `group`, `log`: what belongs to the container."
  value = {
    service = aws_ecs_service.this.name
    task    = aws_ecs_task_definition.this.arn
    role    = aws_iam_role.container.name
    group   = aws_security_group.this.id
    log     = aws_cloudwatch_log_group.this.name
  }
}

output "security_group_id" {
  description = "Security group of the container, which the database server is to let in."
  value       = aws_security_group.this.id
}
