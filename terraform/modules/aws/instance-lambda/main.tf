# The instance of one customer as a function: a Go program on a custom runtime, with an address of its own instead of an
# API gateway, a role of its own with the least rights, and a limit to how many run at a time, which limits what it can
# cost.
#
# The program finds its settings in its environment, which a key of its own encrypts. The address is open, since the
# program knows its users itself; CloudFront stands before it.

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
  name = "solobase-${var.instance_id}"
  tags = merge(var.tags, {
    Name        = var.subdomain
    instance_id = var.instance_id
    environment = var.environment
    managed_by  = "hosterizer"
  })

  concurrency = { HOBBY = 5, STARTER = 10, PROFESSIONAL = 25 }
  reserved    = var.reserved_concurrency == null ? local.concurrency[var.plan] : var.reserved_concurrency
  log_days    = { dev = 3, staging = 30, prod = 30 }
  in_network  = length(var.subnet_ids) > 0

  alarms = {
    errors = {
      metric = "Errors", statistic = "Sum", threshold = 5
      text   = "More than 5 calls failed in 5 minutes."
    }
    throttles = {
      metric = "Throttles", statistic = "Sum", threshold = 10
      text   = "More than 10 calls were refused in 5 minutes: ${local.reserved} at a time are too few."
    }
    duration = {
      metric = "Duration", statistic = "Maximum", threshold = var.timeout * 1000 * 0.8
      text   = "A call took more than 80 % of the time that it is given."
    }
    concurrency = {
      metric = "ConcurrentExecutions", statistic = "Maximum", threshold = local.reserved * 0.8
      text   = "More than 80 % of ${local.reserved} calls at a time are in use."
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Encrypts the environment of ${local.name}."
  enable_key_rotation     = true
  deletion_window_in_days = 7
  tags                    = local.tags
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days == null ? local.log_days[var.environment] : var.log_retention_days
  tags              = local.tags
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "WriteOwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  statement {
    sid       = "ReadOwnEnvironment"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.this.arn]
  }

  dynamic "statement" {
    for_each = local.in_network ? [1] : []

    content {
      # Lambda attaches the function to the network in its role's name. These rights know no narrower resource.
      sid = "JoinNetwork"
      actions = [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = local.in_network ? [1] : []

    content {
      # Not even then may the program itself do so.
      sid       = "ButNotTheProgram"
      effect    = "Deny"
      actions   = ["ec2:*"]
      resources = ["*"]

      condition {
        test     = "ArnEquals"
        variable = "lambda:SourceFunctionArn"
        values   = ["arn:aws:lambda:*:*:function:${local.name}"]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "this" {
  name   = "instance"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_lambda_function" "this" {
  function_name = local.name
  description   = "Solobase of ${var.subdomain}."
  role          = aws_iam_role.this.arn

  runtime           = "provided.al2023"
  handler           = "bootstrap"
  architectures     = ["x86_64"]
  package_type      = "Zip"
  s3_bucket         = var.solobase_binary_s3_bucket
  s3_key            = var.solobase_binary_s3_key
  s3_object_version = var.solobase_binary_version

  memory_size                    = var.memory_size
  timeout                        = var.timeout
  reserved_concurrent_executions = local.reserved
  kms_key_arn                    = aws_kms_key.this.arn

  environment {
    variables = merge(var.variables, {
      SOLOBASE_INSTANCE_ID = var.instance_id
      SOLOBASE_SUBDOMAIN   = var.subdomain
      SOLOBASE_ENVIRONMENT = var.environment
      DATABASE_URL         = var.database_url
      B2_BUCKET            = var.b2_bucket_name
      B2_ENDPOINT          = var.b2_endpoint
      B2_KEY_ID            = var.b2_key_id
      B2_APP_KEY           = var.b2_app_key
    })
  }

  dynamic "vpc_config" {
    for_each = local.in_network ? [1] : []

    content {
      subnet_ids         = var.subnet_ids
      security_group_ids = var.security_group_ids
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  tags = local.tags

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_lambda_function_url" "this" {
  function_name      = aws_lambda_function.this.function_name
  authorization_type = var.url_authorization
  invoke_mode        = "BUFFERED"
}

# Since October 2025 an open address needs both rights. The second one can be limited to calls over the address in newer
# versions of the provider only; until then whoever may call the address may call the function as well, which lets nobody
# do more than the address does.
resource "aws_lambda_permission" "url" {
  for_each = var.url_authorization == "NONE" ? toset(["InvokeFunctionUrl", "InvokeFunction"]) : []

  statement_id           = "OpenAddress${each.value}"
  action                 = "lambda:${each.value}"
  function_name          = aws_lambda_function.this.function_name
  principal              = "*"
  function_url_auth_type = each.value == "InvokeFunctionUrl" ? "NONE" : null
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.text
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = each.value.statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 1
  # Nobody called: nothing is wrong.
  treat_missing_data = "notBreaching"
  alarm_actions      = var.alarm_topic_arns
  ok_actions         = var.alarm_topic_arns
  tags               = local.tags
}
