output "topic_arn" {
  description = "Topic that alarms are sent to."
  value       = aws_sns_topic.alerts.arn
}

output "resource_ids" {
  description = "`topic`, `dashboard`, `trail`: what was made; null for what was not."
  value = {
    topic     = aws_sns_topic.alerts.arn
    dashboard = aws_cloudwatch_dashboard.this.dashboard_name
    trail     = one(aws_cloudtrail.this[*].name)
  }
}
