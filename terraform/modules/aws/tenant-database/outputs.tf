output "database_endpoint" {
  description = "Host and port of the server."
  value       = "${var.server.host}:${var.server.port}"
}

output "resource_ids" {
  description = "`database`, `user`: names on the server. `secret`: ARN of the secret."
  value = {
    database = postgresql_database.this.name
    user     = postgresql_role.user.name
    secret   = aws_secretsmanager_secret.this.arn
  }
}

output "secret_arn" {
  description = "The secret that holds `url`, `username` and `password`."
  value       = aws_secretsmanager_secret.this.arn
  depends_on  = [aws_secretsmanager_secret_version.this]
}

output "url" {
  description = "Address of the database with user and password."
  value       = local.url
  sensitive   = true
  depends_on  = [postgresql_grant.nobody_else]
}
