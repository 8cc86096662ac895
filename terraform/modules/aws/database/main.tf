# A database of one site on RDS: encrypted, in private subnets, over TLS only. AWS makes its password, changes it every 90
# days and keeps it in Secrets Manager, so that neither Terraform nor its state ever holds it. With engine `none` there is
# none.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

module "site" {
  source = "../site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

locals {
  wanted = var.database_config.engine == "none" ? 0 : 1
  engines = {
    none     = { version = null, family = null, port = null, logs = [], tls = null }
    postgres = { version = "16", family = "postgres", port = 5432, logs = ["postgresql", "upgrade"], tls = { name = "rds.force_ssl", value = "1" } }
    mysql    = { version = "8.4", family = "mysql", port = 3306, logs = ["error", "slowquery"], tls = { name = "require_secure_transport", value = "ON" } }
  }
  engine   = local.engines[var.database_config.engine]
  version  = var.database_config.version == null ? local.engine.version : var.database_config.version
  insights = var.database_config.engine == "postgres" || var.instance_type != "SMALL"
  # Parameters belong to what stands before the dot of PostgreSQL's version, and to 8.0 or 8.4 of MySQL's.
  major = try(regex(var.database_config.engine == "mysql" ? "^\\d+\\.\\d+" : "^\\d+", local.version), null)
}

resource "aws_db_subnet_group" "site" {
  count = local.wanted

  name       = module.site.name
  subnet_ids = var.subnet_ids
  tags       = module.site.tags
}

resource "aws_db_parameter_group" "site" {
  count = local.wanted

  name_prefix = "${module.site.name}-"
  family      = "${local.engine.family}${local.major}"
  tags        = module.site.tags

  parameter {
    name  = local.engine.tls.name
    value = local.engine.tls.value
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The last snapshot of a database stays when that is deleted; another database of the same site needs another name for its own.
resource "terraform_data" "generation" {
  count = local.wanted

  triggers_replace = local.engine.family
}

resource "aws_db_instance" "site" {
  count = local.wanted

  identifier     = module.site.name
  engine         = var.database_config.engine
  engine_version = local.version
  instance_class = module.site.database

  storage_type          = "gp3"
  allocated_storage     = var.database_config.storage_gb
  max_allocated_storage = var.database_config.storage_gb * 5
  storage_encrypted     = true

  db_name                     = "site"
  username                    = "site_admin"
  manage_master_user_password = true

  db_subnet_group_name   = aws_db_subnet_group.site[0].name
  vpc_security_group_ids = [var.security_group_id]
  parameter_group_name   = aws_db_parameter_group.site[0].name
  publicly_accessible    = false
  port                   = local.engine.port
  multi_az               = var.database_config.high_availability

  backup_retention_period         = var.database_config.backup_days
  backup_window                   = "01:00-02:00"
  maintenance_window              = "sun:02:30-sun:03:30"
  copy_tags_to_snapshot           = true
  delete_automated_backups        = false
  final_snapshot_identifier       = "${module.site.name}-final-${substr(terraform_data.generation[0].id, 0, 8)}"
  skip_final_snapshot             = false
  deletion_protection             = var.deletion_protection
  auto_minor_version_upgrade      = true
  allow_major_version_upgrade     = false
  apply_immediately               = true
  enabled_cloudwatch_logs_exports = local.engine.logs

  # Small instances have none for MySQL.
  performance_insights_enabled          = local.insights
  performance_insights_retention_period = local.insights ? 7 : null

  tags = module.site.tags

  lifecycle {
    precondition {
      condition     = length(var.subnet_ids) >= 2 && var.security_group_id != null
      error_message = "A database needs private subnets in two zones, and a security group."
    }

    # RDS raises the minor version and the storage by itself.
    ignore_changes = [engine_version, allocated_storage]
  }
}

resource "aws_secretsmanager_secret_rotation" "site" {
  count = local.wanted

  secret_id          = aws_db_instance.site[0].master_user_secret[0].secret_arn
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = 90
  }
}
