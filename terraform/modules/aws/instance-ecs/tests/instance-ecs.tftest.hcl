mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:container" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:l" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/t/1" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/t:1" }
  }
}

variables {
  instance_id                = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
  subdomain                  = "myapp"
  environment                = "prod"
  region                     = "eu-central-1"
  image                      = "ghcr.io/solobase/solobase:0.1.0"
  host                       = "myapp.solobase.dev"
  cluster_arn                = "arn:aws:ecs:eu-central-1:123456789012:cluster/solobase-prod"
  listener_arn               = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/solobase/1/2"
  balancer_security_group_id = "sg-balancer"
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-1", "subnet-2"]
  database_secret_arn        = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:database"
  database_security_group_id = "sg-database"
  b2_bucket_name             = "solobase-a1b2c3d4"
  b2_endpoint                = "https://s3.us-east-005.backblazeb2.com"
  b2_key_id                  = "key-id"
  b2_app_key                 = "app-key"
}

run "it_is_private_and_behind_the_balancer" {
  assert {
    condition     = !one(aws_ecs_service.this.network_configuration).assign_public_ip
    error_message = "It must have no public address."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.balancer.referenced_security_group_id == "sg-balancer" && aws_vpc_security_group_ingress_rule.balancer.from_port == 8080
    error_message = "The load balancer alone may reach it."
  }

  assert {
    condition     = one(one(aws_lb_listener_rule.this.condition).host_header).values == toset(["myapp.solobase.dev"])
    error_message = "Its host name must lead to it."
  }

  assert {
    condition     = output.site_url == "https://myapp.solobase.dev/"
    error_message = "Its address must have TLS."
  }
}

run "its_secrets_are_not_in_its_definition" {
  assert {
    condition     = !strcontains(aws_ecs_task_definition.this.container_definitions, "app-key")
    error_message = "Whoever reads the definition must not read the key."
  }

  assert {
    condition     = toset([for secret in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : secret.name]) == toset(["DATABASE_URL", "B2_KEY_ID", "B2_APP_KEY"])
    error_message = "The secrets must come from Secrets Manager."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem
    error_message = "Nobody may change the program where it runs."
  }
}

run "its_roles_have_the_least_rights" {
  assert {
    condition     = length(data.aws_iam_policy_document.start.statement) == 2 && alltrue([for statement in data.aws_iam_policy_document.start.statement : !contains(statement.resources, "*")])
    error_message = "It may write its own log and read its own secrets, and no more."
  }
}

run "professional_is_one_to_four" {
  assert {
    condition     = aws_ecs_task_definition.this.cpu == "256" && aws_ecs_task_definition.this.memory == "512"
    error_message = "PROFESSIONAL must have a quarter of a processor and 512 MB."
  }

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 1 && aws_appautoscaling_target.this.max_capacity == 4
    error_message = "PROFESSIONAL must run once to four times."
  }

  assert {
    condition     = aws_appautoscaling_target.this.resource_id == "service/solobase-prod/solobase-ef1234567890"
    error_message = "The copies must be those of this service."
  }
}

run "business_is_never_alone" {
  variables {
    plan           = "BUSINESS"
    kms_key_arn    = "arn:aws:kms:eu-central-1:123456789012:key/k"
    repository_arn = "arn:aws:ecr:eu-central-1:123456789012:repository/solobase"
  }

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 2 && aws_ecs_task_definition.this.memory == "1024"
    error_message = "BUSINESS must run twice, with 1 GB each."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.start.statement) == 5
    error_message = "A key and a repository need rights of their own."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    plan        = "HOBBY"
    image       = "solobase:latest"
    instance_id = "1"
    subdomain   = "My App"
    environment = "test"
  }

  expect_failures = [var.plan, var.image, var.instance_id, var.subdomain, var.environment]
}
