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

variables {
  environment        = "prod"
  region             = "eu-central-1"
  vpc_id             = "vpc-1"
  vpc_cidr_block     = "10.0.0.0/16"
  public_subnet_ids  = ["subnet-1", "subnet-2"]
  private_subnet_ids = ["subnet-3", "subnet-4"]
  image              = "ghcr.io/solobase/management:0.1.0"
  certificate_arn    = "arn:aws:acm:eu-central-1:123456789012:certificate/c"
}

run "visitors_come_with_tls" {
  assert {
    condition     = one(aws_lb_listener.http.default_action).type == "redirect" && one(one(aws_lb_listener.http.default_action).redirect).protocol == "HTTPS"
    error_message = "Who comes without TLS must be sent to where it is."
  }

  assert {
    condition     = aws_lb_listener.https[0].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    error_message = "TLS must be 1.2 at least."
  }

  assert {
    condition     = aws_lb.this.drop_invalid_header_fields && aws_lb.this.enable_deletion_protection
    error_message = "In production the balancer must be hard to delete."
  }
}

run "containers_are_private_and_know_no_password" {
  assert {
    condition     = !one(aws_ecs_service.management[0].network_configuration).assign_public_ip && aws_ecs_service.management[0].desired_count == 2
    error_message = "In production two containers must run without public addresses."
  }

  assert {
    condition     = toset([for secret in jsondecode(aws_ecs_task_definition.management.container_definitions)[0].secrets : secret.name]) == toset(["DATABASE_USERNAME", "DATABASE_PASSWORD"])
    error_message = "The password must come from Secrets Manager."
  }

  assert {
    condition     = one([for setting in aws_ecs_cluster.this.setting : setting.value if setting.name == "containerInsights"]) == "enabled"
    error_message = "In production the cluster must be measured."
  }
}

run "without_a_certificate_nothing_is_served" {
  variables {
    environment     = "dev"
    certificate_arn = null
  }

  assert {
    condition     = length(aws_lb_listener.https) == 0 && length(aws_ecs_service.management) == 0 && output.site_url == null
    error_message = "Nothing may be served without TLS."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 3 && !aws_lb.this.enable_deletion_protection
    error_message = "Development keeps its log for 3 days and is easy to delete."
  }
}

run "another_environment_is_refused" {
  command = plan

  variables {
    environment = "test"
  }

  expect_failures = [var.environment]
}
