# Copies of a database's backups in another region, encrypted with a key of that region. The provider aws that it is given
# is the one of the region that the copies go to.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Encrypts the copies of ${var.name}'s backups."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = var.tags
}

resource "aws_db_instance_automated_backups_replication" "this" {
  source_db_instance_arn = var.database_arn
  kms_key_id             = aws_kms_key.this.arn
  retention_period       = var.retention_days
}
