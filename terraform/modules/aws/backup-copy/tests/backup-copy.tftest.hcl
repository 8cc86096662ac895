mock_provider "aws" {
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/k" }
  }
}

variables {
  name         = "solobase-shared-prod-01"
  database_arn = "arn:aws:rds:eu-central-1:123456789012:db:solobase-shared-prod-01"
}

run "copies_are_kept_for_thirty_days_and_encrypted" {
  assert {
    condition     = aws_db_instance_automated_backups_replication.this.retention_period == 30
    error_message = "Copies must be kept for 30 days."
  }

  assert {
    condition     = aws_db_instance_automated_backups_replication.this.kms_key_id == aws_kms_key.this.arn && aws_kms_key.this.enable_key_rotation
    error_message = "Copies must be encrypted with a key of their region."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    database_arn   = "solobase-shared-prod-01"
    retention_days = 365
  }

  expect_failures = [var.database_arn, var.retention_days]
}
