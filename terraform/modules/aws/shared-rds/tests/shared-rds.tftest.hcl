mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/k", key_id = "k" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "shared.rds.example"
      endpoint           = "shared.rds.example:5432"
      arn                = "arn:aws:rds:eu-central-1:123456789012:db:shared"
      master_user_secret = [{ kms_key_id = "k", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds", secret_status = "active" }]
    }
  }
}

variables {
  environment           = "prod"
  instance_identifier   = "solobase-shared-prod-01"
  instance_class        = "db.t3.medium"
  allocated_storage     = 100
  max_allocated_storage = 500
  vpc_id                = "vpc-1"
  subnet_ids            = ["subnet-1", "subnet-2"]
  allowed_cidr_blocks   = ["10.0.0.0/16"]
  alarm_topic_arns      = ["arn:aws:sns:eu-central-1:123456789012:alerts"]
}

run "it_is_what_was_ordered" {
  assert {
    condition     = aws_db_instance.this.engine == "postgres" && aws_db_instance.this.engine_version == "15.4"
    error_message = "The server must be PostgreSQL 15.4."
  }

  assert {
    condition     = aws_db_instance.this.allocated_storage == 100 && aws_db_instance.this.max_allocated_storage == 500
    error_message = "The storage must grow from 100 to 500 GB."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 7 && aws_db_instance.this.performance_insights_enabled
    error_message = "Backups must be kept for 7 days, and insights be on."
  }

  assert {
    condition     = local.parameters["max_connections"].value == "300" && local.parameters["idle_session_timeout"].value == "600000"
    error_message = "There must be 300 connections, which end after 10 idle minutes."
  }

  assert {
    condition     = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
    error_message = "Without TLS nobody may come in."
  }
}

run "it_is_encrypted_private_and_protected" {
  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == aws_kms_key.this.arn && aws_kms_key.this.enable_key_rotation
    error_message = "Its own key, which changes every year, must encrypt it."
  }

  assert {
    condition     = !aws_db_instance.this.publicly_accessible && aws_db_instance.this.deletion_protection
    error_message = "In production it must be private and hard to delete."
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && one(aws_secretsmanager_secret_rotation.master.rotation_rules).automatically_after_days == 90
    error_message = "AWS must keep the password and change it every 90 days."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.network["10.0.0.0/16"].from_port == 5432
    error_message = "The network that was named must reach it."
  }
}

run "alarms_come_at_their_thresholds" {
  assert {
    condition = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.threshold } == {
      cpu             = 80
      "cpu-for-a-day" = 70
      connections     = 250
      storage         = 10737418240
      read-latency    = 0.05
      write-latency   = 0.05
    }
    error_message = "The alarms must come at 80 % and 70 % of the processor, 250 connections, 10 GB and 50 ms."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["cpu-for-a-day"].period * aws_cloudwatch_metric_alarm.this["cpu-for-a-day"].evaluation_periods == 24 * 3600
    error_message = "A larger class is due after a whole day."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["storage"].comparison_operator == "LessThanThreshold"
    error_message = "Too little storage is what alarms."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(var.alarm_topic_arns)])
    error_message = "Each alarm must reach somebody."
  }
}

run "development_is_smaller_and_easily_deleted" {
  variables {
    environment             = "dev"
    instance_class          = "db.t3.small"
    backup_retention_period = 0
    log_retention_days      = 3
    performance_insights    = false
  }

  assert {
    condition     = !aws_db_instance.this.deletion_protection && aws_db_instance.this.skip_final_snapshot && !aws_db_instance.this.multi_az
    error_message = "Development must be single and easy to delete."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["postgresql"].retention_in_days == 3 && aws_db_instance.this.backup_retention_period == 0
    error_message = "Development must keep its log for 3 days, and no backups."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    environment             = "test"
    instance_identifier     = "Shared--1"
    instance_class          = "large"
    engine_version          = "9.6"
    allowed_cidr_blocks     = ["0.0.0.0/0"]
    backup_retention_period = 90
  }

  expect_failures = [
    var.environment,
    var.instance_identifier,
    var.instance_class,
    var.engine_version,
    var.allowed_cidr_blocks,
    var.backup_retention_period,
  ]
}

run "storage_does_not_shrink" {
  command = plan

  variables {
    max_allocated_storage = 50
  }

  expect_failures = [aws_db_instance.this]
}

run "an_alarm_that_would_never_come_is_refused" {
  command = plan

  variables {
    connections_alarm = 300
  }

  expect_failures = [aws_db_instance.this]
}
