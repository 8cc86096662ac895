# A PostgreSQL server on RDS that many customers share, each with a database of their own (see tenant-database). Encrypted
# with a key of its own, in private subnets, over TLS only, with alarms. Its storage grows by itself; when it holds 120
# databases, the next customer gets another server.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

locals {
  tags      = merge(var.tags, { Name = var.instance_identifier, environment = var.environment, managed_by = "hosterizer" })
  gigabyte  = 1024 * 1024 * 1024
  protected = var.deletion_protection == null ? var.environment == "prod" : var.deletion_protection

  parameters = {
    "rds.force_ssl"                       = { value = "1", method = "immediate" }
    "max_connections"                     = { value = tostring(var.max_connections), method = "pending-reboot" }
    "idle_session_timeout"                = { value = tostring(var.idle_minutes * 60 * 1000), method = "immediate" }
    "idle_in_transaction_session_timeout" = { value = tostring(var.idle_minutes * 60 * 1000), method = "immediate" }
    "log_min_duration_statement"          = { value = "1000", method = "immediate" }
  }

  # What is watched: the metric, how it is compared, and for how long.
  alarms = {
    cpu = {
      metric = "CPUUtilization", more_than = true, threshold = var.cpu_alarm_percent, period = 300, periods = 3
      text   = "The processor is busy for more than ${var.cpu_alarm_percent} % of the time."
    }
    cpu-for-a-day = {
      metric = "CPUUtilization", more_than = true, threshold = var.cpu_upsize_percent, period = 3600, periods = 24
      text   = "The processor has been busy for more than ${var.cpu_upsize_percent} % of a day: a larger instance class is due."
    }
    connections = {
      metric = "DatabaseConnections", more_than = true, threshold = var.connections_alarm, period = 300, periods = 2
      text   = "More than ${var.connections_alarm} of ${var.max_connections} connections are in use."
    }
    storage = {
      metric = "FreeStorageSpace", more_than = false, threshold = var.free_storage_alarm_gb * local.gigabyte, period = 300, periods = 1
      text   = "Less than ${var.free_storage_alarm_gb} GB are free."
    }
    read-latency = {
      metric = "ReadLatency", more_than = true, threshold = var.latency_alarm_seconds, period = 300, periods = 3
      text   = "A read takes more than ${var.latency_alarm_seconds} seconds."
    }
    write-latency = {
      metric = "WriteLatency", more_than = true, threshold = var.latency_alarm_seconds, period = 300, periods = 3
      text   = "A write takes more than ${var.latency_alarm_seconds} seconds."
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Encrypts ${var.instance_identifier}, its insights and its password."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = local.tags
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.instance_identifier}"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_db_subnet_group" "this" {
  name       = var.instance_identifier
  subnet_ids = var.subnet_ids
  tags       = local.tags

  lifecycle {
    precondition {
      condition     = length(var.subnet_ids) >= 2
      error_message = "The server needs private subnets in two zones at least."
    }
  }
}

resource "aws_security_group" "this" {
  name        = "${var.instance_identifier}-database"
  description = "The shared database server ${var.instance_identifier}."
  vpc_id      = var.vpc_id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "network" {
  for_each = toset(var.allowed_cidr_blocks)

  security_group_id = aws_security_group.this.id
  description       = "PostgreSQL from ${each.value}."
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  tags              = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "group" {
  for_each = var.allowed_security_groups

  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL from ${each.key}."
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = local.tags
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.instance_identifier}-"
  family      = "postgres${regex("^\\d+", var.engine_version)}"
  tags        = local.tags

  dynamic "parameter" {
    for_each = local.parameters

    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = parameter.value.method
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

data "aws_iam_policy_document" "monitoring" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  name               = "${var.instance_identifier}-monitoring"
  assume_role_policy = data.aws_iam_policy_document.monitoring.json
  tags               = local.tags
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

# Made before the server, which would otherwise make it itself and keep its lines for ever.
resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["postgresql", "upgrade"])

  name              = "/aws/rds/instance/${var.instance_identifier}/${each.value}"
  retention_in_days = var.log_retention_days
  tags              = local.tags
}

resource "aws_db_instance" "this" {
  identifier     = var.instance_identifier
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance_class
  multi_az       = var.multi_az

  storage_type          = "gp3"
  allocated_storage     = var.allocated_storage
  max_allocated_storage = var.max_allocated_storage
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.this.arn

  db_name                       = "solobase"
  username                      = "solobase_admin"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.this.key_id

  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.this.id]
  parameter_group_name                = aws_db_parameter_group.this.name
  publicly_accessible                 = false
  iam_database_authentication_enabled = true

  backup_retention_period    = var.backup_retention_period
  backup_window              = "01:00-02:00"
  maintenance_window         = "sun:02:30-sun:03:30"
  copy_tags_to_snapshot      = true
  delete_automated_backups   = false
  skip_final_snapshot        = var.environment == "dev"
  final_snapshot_identifier  = var.environment == "dev" ? null : "${var.instance_identifier}-final"
  deletion_protection        = local.protected
  auto_minor_version_upgrade = true

  performance_insights_enabled          = var.performance_insights
  performance_insights_kms_key_id       = var.performance_insights ? aws_kms_key.this.arn : null
  performance_insights_retention_period = var.performance_insights ? 7 : null
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]

  tags = local.tags

  lifecycle {
    # RDS raises the minor version and the storage by itself.
    ignore_changes = [engine_version, allocated_storage]

    precondition {
      condition     = var.max_allocated_storage >= var.allocated_storage
      error_message = "The storage cannot shrink: max_allocated_storage is at least allocated_storage."
    }

    precondition {
      condition     = var.connections_alarm < var.max_connections
      error_message = "The alarm for connections comes before there are none left: connections_alarm is less than max_connections."
    }
  }

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]
}

resource "aws_secretsmanager_secret_rotation" "master" {
  secret_id          = aws_db_instance.this.master_user_secret[0].secret_arn
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = 90
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.instance_identifier}-${each.key}"
  alarm_description   = each.value.text
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  statistic           = "Average"
  comparison_operator = each.value.more_than ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = "missing"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = local.tags
}
