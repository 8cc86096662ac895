mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }

  mock_resource "aws_instance" {
    defaults = { arn = "arn:aws:ec2:eu-central-1:123456789012:instance/i-1", private_dns = "ip-10-20-8-4.eu-central-1.compute.internal" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::site", bucket_regional_domain_name = "site.s3.example" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:site" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = { domain_name = "d1.cloudfront.example", arn = "arn:aws:cloudfront::123456789012:distribution/E1" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "db.rds.example"
      endpoint           = "db.rds.example:5432"
      arn                = "arn:aws:rds:eu-central-1:123456789012:db:db"
      master_user_secret = [{ kms_key_id = "k", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds", secret_status = "active" }]
    }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/k", key_id = "k" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:l" }
  }

  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:f" }
  }

  mock_resource "aws_lambda_function_url" {
    defaults = { url_id = "f1", function_url = "https://f1.lambda-url.eu-central-1.on.aws/" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/t/1" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/t:1" }
  }
}

mock_provider "b2" {
  mock_data "b2_account_info" {
    defaults = { s3_api_url = "https://s3.us-east-005.backblazeb2.com" }
  }

  mock_resource "b2_application_key" {
    defaults = { application_key_id = "key-id", application_key = "app-key" }
  }
}

override_data {
  target = data.aws_ssm_parameter.platform
  values = {
    insecure_value = <<-JSON
      {
        "environment": "prod",
        "domain": "solobase.dev",
        "image": "ghcr.io/solobase/solobase",
        "cloudfront_certificate": null,
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "function_group_ids": ["sg-functions"],
        "database_host": "shared.rds.example",
        "database_secret_arn": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds",
        "database_security_group_id": "sg-database",
        "backblaze_secret_arn": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:solobase/prod/backblaze",
        "programs_bucket": "solobase-binaries",
        "cluster_arn": "arn:aws:ecs:eu-central-1:123456789012:cluster/solobase-prod",
        "listener_arn": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/solobase/1/2",
        "balancer_security_group_id": "sg-balancer",
        "alarm_topic_arns": []
      }
    JSON
  }
}

override_data {
  target = data.aws_secretsmanager_secret_version.administrator
  values = { secret_string = "{\"username\":\"solobase_admin\",\"password\":\"swordfish\"}" }
}

override_data {
  target = data.aws_secretsmanager_secret_version.backblaze
  values = { secret_string = "{\"key_id\":\"id\",\"application_key\":\"key\"}" }
}

mock_provider "postgresql" {}

mock_provider "random" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central-1"

  configuration = {
    subdomain = "myapp"
  }
}

run "hobby_is_a_function_on_the_shared_server" {
  assert {
    condition     = output.site_url == "https://d1.cloudfront.example/" && output.database_endpoint == "shared.rds.example:5432"
    error_message = "CloudFront must have the address, and the shared server the data."
  }

  assert {
    condition     = output.resource_ids.function == "solobase-${var.site_id}" && output.resource_ids.database == "instance_0000000000a1" && output.resource_ids.bucket == "solobase-0000000000a1" && !contains(keys(output.resource_ids), "service")
    error_message = "There must be a function and a database of its own."
  }

  assert {
    condition     = !strcontains(jsonencode(output.resource_ids), "app-key")
    error_message = "No secret may be in the outputs."
  }
}

run "the_environment_of_the_site_is_that_of_the_instance" {
  assert {
    condition     = data.aws_ssm_parameter.platform.name == "/solobase/prod/for-instances"
    error_message = "Production stands in prod unless said otherwise."
  }
}

run "a_site_for_development_stands_in_dev" {
  variables {
    tags = { environment = "development" }
  }

  assert {
    condition     = data.aws_ssm_parameter.platform.name == "/solobase/dev/for-instances"
    error_message = "The environment must follow the site's."
  }
}

run "professional_is_a_container_on_the_shared_server" {
  variables {
    configuration = {
      subdomain = "myapp"
      plan      = "PROFESSIONAL"
    }
  }

  assert {
    condition     = output.site_url == "https://myapp.solobase.dev/" && output.database_endpoint == "shared.rds.example:5432"
    error_message = "The platform's domain must lead to it, and the shared server have the data."
  }

  assert {
    condition     = output.resource_ids.service == "solobase-0000000000a1" && !contains(keys(output.resource_ids), "function")
    error_message = "There must be a container, and no function."
  }
}

run "business_has_a_server_of_its_own" {
  variables {
    configuration = {
      subdomain = "myapp"
      plan      = "BUSINESS"
    }
  }

  assert {
    condition     = output.database_endpoint == "db.rds.example:5432" && length(module.tenant_database) == 0
    error_message = "The data must be on a server of its own."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    site_id       = "../other"
    region        = "Middle Earth"
    instance_type = "HUGE"
    configuration = {
      subdomain = "My App"
      plan      = "FREE"
      version   = "latest"
    }
    variables = { "lower" = "" }
    tags      = { environment = "moon" }
  }

  expect_failures = [var.tags, var.site_id, var.region, var.instance_type, var.configuration, var.variables]
}
