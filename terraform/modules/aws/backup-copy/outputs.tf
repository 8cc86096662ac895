output "resource_ids" {
  description = "`copies`: id of the replication. `key`: ARN of its key."
  value       = { copies = aws_db_instance_automated_backups_replication.this.id, key = aws_kms_key.this.arn }
}
