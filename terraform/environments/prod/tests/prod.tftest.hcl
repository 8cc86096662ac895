mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/k", key_id = "k" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:alerts" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:l" }
  }

  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/l/1", dns_name = "l.elb.example", arn_suffix = "app/l/1" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/t/1" }
  }

  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/l/1/2" }
  }

  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/solobase" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/t:1" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "db.rds.example"
      endpoint           = "db.rds.example:5432"
      arn                = "arn:aws:rds:eu-central-1:123456789012:db:db"
      master_user_secret = [{ kms_key_id = "k", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds", secret_status = "active" }]
    }
  }
}

mock_provider "aws" {
  alias = "backup"

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-west-2:123456789012:key/k" }
  }
}

# The values are those of terraform.tfvars.

run "it_is_as_ordered" {
  assert {
    condition     = var.shared_database_class == "db.t3.medium" && var.multi_az && var.performance_insights
    error_message = "Production must have a larger server with a standby, and insights."
  }

  assert {
    condition     = var.backup_retention_period == 7 && var.copy_retention_days == 30 && var.log_retention_days == 30 && var.backup_region != var.region
    error_message = "Production must keep backups for 7 days, copies in another region for 30, and logs for 30."
  }

  assert {
    condition     = output.for_instances.environment == "prod" && length(output.for_instances.subnet_ids) == 3
    error_message = "Instances must learn of the environment's own subnets."
  }
}

run "another_environment_is_refused" {
  command = plan

  variables {
    environment = "test"
  }

  expect_failures = [var.environment]
}
