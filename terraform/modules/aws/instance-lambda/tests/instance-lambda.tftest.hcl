mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/k" }
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
}

variables {
  instance_id               = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
  subdomain                 = "myapp"
  environment               = "prod"
  solobase_binary_s3_bucket = "solobase-binaries"
  solobase_binary_s3_key    = "solobase-v0.1.0.zip"
  database_url              = "postgresql://user_abc123:password@shared.rds.example:5432/instance_abc123"
  b2_bucket_name            = "solobase-a1b2c3d4"
  b2_endpoint               = "https://s3.us-east-005.backblazeb2.com"
  b2_key_id                 = "key-id"
  b2_app_key                = "app-key"
}

run "it_runs_the_go_program_with_512_mb_for_30_seconds" {
  assert {
    condition     = aws_lambda_function.this.runtime == "provided.al2023" && aws_lambda_function.this.handler == "bootstrap"
    error_message = "A Go program needs the custom runtime."
  }

  assert {
    condition     = aws_lambda_function.this.memory_size == 512 && aws_lambda_function.this.timeout == 30
    error_message = "It must have 512 MB and 30 seconds."
  }

  assert {
    condition     = aws_lambda_function.this.kms_key_arn == aws_kms_key.this.arn && one(aws_lambda_function.this.environment).variables.B2_BUCKET == "solobase-a1b2c3d4"
    error_message = "Its settings must be in its environment, encrypted."
  }

  assert {
    condition     = output.site_url == "https://f1.lambda-url.eu-central-1.on.aws/" && output.domain == "f1.lambda-url.eu-central-1.on.aws"
    error_message = "It must have an address of its own."
  }

  assert {
    condition     = toset([for permission in aws_lambda_permission.url : permission.action]) == toset(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"])
    error_message = "Everybody must be able to call the address, which takes two rights."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 30 && aws_lambda_function.this.tags.instance_id == var.instance_id
    error_message = "In production its log is kept for 30 days."
  }
}

run "its_role_has_the_least_rights" {
  assert {
    condition     = length(data.aws_iam_policy_document.this.statement) == 2 && alltrue([for statement in data.aws_iam_policy_document.this.statement : !contains(statement.resources, "*")])
    error_message = "It may write its own log and read its own environment, and no more."
  }

  assert {
    condition     = aws_iam_role.this.name == "solobase-${var.instance_id}"
    error_message = "The role must be its own."
  }
}

run "hobby_runs_five_at_a_time" {
  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 5
    error_message = "HOBBY must run 5 at a time."
  }

  assert {
    condition     = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.threshold } == { errors = 5, throttles = 10, duration = 24000, concurrency = 4 }
    error_message = "The alarms must come at 5 errors, 10 refusals, and 80 % of the time and of the calls."
  }
}

run "starter_runs_ten" {
  command = plan

  variables {
    plan = "STARTER"
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 10
    error_message = "STARTER must run 10 at a time."
  }
}

run "professional_runs_twenty_five" {
  command = plan

  variables {
    plan = "PROFESSIONAL"
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 25
    error_message = "PROFESSIONAL must run 25 at a time."
  }
}

run "development_keeps_its_log_for_three_days" {
  variables {
    environment = "dev"
    memory_size = 256
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 3 && aws_lambda_function.this.memory_size == 256
    error_message = "Development has 256 MB, and a log of 3 days."
  }
}

run "in_a_network_the_program_itself_may_not_change_it" {
  variables {
    subnet_ids         = ["subnet-1", "subnet-2"]
    security_group_ids = ["sg-1"]
  }

  assert {
    condition     = one(aws_lambda_function.this.vpc_config).subnet_ids == toset(["subnet-1", "subnet-2"])
    error_message = "It must stand in the private subnets."
  }

  assert {
    condition     = anytrue([for statement in data.aws_iam_policy_document.this.statement : statement.effect == "Deny" && statement.actions == toset(["ec2:*"])])
    error_message = "The rights to join the network must not be the program's."
  }
}

run "signed_calls_alone" {
  variables {
    url_authorization = "AWS_IAM"
  }

  assert {
    condition     = aws_lambda_function_url.this.authorization_type == "AWS_IAM" && length(aws_lambda_permission.url) == 0
    error_message = "Nobody may call without a signature."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    instance_id            = "1"
    subdomain              = "My App"
    plan                   = "FREE"
    memory_size            = 64
    timeout                = 1000
    solobase_binary_s3_key = "solobase"
    b2_endpoint            = "http://b2.example"
    database_url           = "mysql://db"
  }

  expect_failures = [
    var.instance_id,
    var.subdomain,
    var.plan,
    var.memory_size,
    var.timeout,
    var.solobase_binary_s3_key,
    var.b2_endpoint,
    var.database_url,
  ]
}
