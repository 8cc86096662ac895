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
  environment                = "staging"
  region                     = "eu-central-1"
  shared_database_identifier = "solobase-shared-staging-01"
  shared_database_class      = "db.t3.small"
  multi_az                   = false
  performance_insights       = true
  backup_retention_period    = 7
  log_retention_days         = 30
  management_image           = "ghcr.io/solobase/management:0.1.0"
}

run "instances_learn_where_to_stand" {
  assert {
    condition     = output.for_instances.database_host == "db.rds.example" && length(output.for_instances.subnet_ids) == 2
    error_message = "An instance must learn of the database and the private subnets."
  }

  assert {
    condition     = output.for_instances.alarm_topic_arns == ["arn:aws:sns:eu-central-1:123456789012:alerts"]
    error_message = "An instance's alarms must reach somebody."
  }
}

run "functions_reach_databases_and_tls_alone" {
  assert {
    condition     = aws_vpc_security_group_egress_rule.functions["postgres"].cidr_ipv4 == "10.0.0.0/16" && aws_vpc_security_group_egress_rule.functions["https"].from_port == 443
    error_message = "A function must reach the network's databases and TLS, and no more."
  }
}

run "programs_are_private_and_versioned" {
  assert {
    condition     = aws_s3_bucket_public_access_block.programs.restrict_public_buckets && one(aws_s3_bucket_versioning.programs.versioning_configuration).status == "Enabled"
    error_message = "The programs must be private, and every version kept."
  }
}

run "the_account_tells_instances" {
  assert {
    condition     = aws_ssm_parameter.for_instances.name == "/solobase/staging/for-instances" && jsondecode(nonsensitive(aws_ssm_parameter.for_instances.value)).database_host == "db.rds.example"
    error_message = "What instances share must be found under the environment's name."
  }

  assert {
    condition     = output.for_instances.domain == "solobase.dev" && output.for_instances.image == "ghcr.io/solobase/solobase"
    error_message = "An instance must learn of its domain and its image."
  }
}
