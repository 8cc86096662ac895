output "database_endpoint" {
  description = "Host and port of the server."
  value       = aws_db_instance.this.endpoint
}

output "resource_ids" {
  description = "`database`: identifier of the server. `group`: id of its security group. `key`: id of its key."
  value = {
    database = aws_db_instance.this.identifier
    group    = aws_security_group.this.id
    key      = aws_kms_key.this.key_id
  }
}

output "server" {
  description = "Where the server is, its ARN, and which secret holds the administrator's `username` and `password`."
  value = {
    host       = aws_db_instance.this.address
    port       = 5432
    arn        = aws_db_instance.this.arn
    secret_arn = aws_db_instance.this.master_user_secret[0].secret_arn
  }
}
