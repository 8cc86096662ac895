mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-1" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:site" }
  }

  mock_resource "aws_instance" {
    defaults = { arn = "arn:aws:ec2:eu-central-1:123456789012:instance/i-1", private_dns = "ip-10-20-8-4.eu-central-1.compute.internal" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central-1"

  subnet_id         = "subnet-1"
  security_group_id = "sg-1"
  bucket            = { name = "site-0000000000a1-eu-central-1", arn = "arn:aws:s3:::site-0000000000a1-eu-central-1" }
}

run "the_instance_is_private_and_encrypted" {
  assert {
    condition     = one(aws_instance.site.root_block_device).encrypted
    error_message = "The disk must be encrypted."
  }

  assert {
    condition     = one(aws_instance.site.metadata_options).http_tokens == "required" && one(aws_instance.site.metadata_options).http_put_response_hop_limit == 1
    error_message = "Nobody but the instance itself may take its role."
  }

  assert {
    condition     = !aws_instance.site.associate_public_ip_address
    error_message = "The instance must have no public address."
  }

  assert {
    condition     = aws_instance.site.instance_type == "t3.micro"
    error_message = "SMALL must be a t3.micro."
  }

  assert {
    condition     = aws_instance.site.tags.site_id == var.site_id && aws_instance.site.tags.Name == "Shop"
    error_message = "The instance must say whose it is."
  }

  assert {
    condition     = output.site_url == null && output.instance.arn != null
    error_message = "The instance must be known to CloudFront, and to nobody else."
  }
}

run "its_role_reads_the_sites_files_and_nothing_else" {
  assert {
    condition     = length(data.aws_iam_policy_document.instance.statement) == 2
    error_message = "Without secrets there must be no right to read any."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.instance.statement : alltrue([for resource in statement.resources : startswith(resource, var.bucket.arn)])])
    error_message = "The rights must end at the site's own bucket."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.instance.statement : !anytrue([for action in statement.actions : strcontains(action, "*")])])
    error_message = "No right may be given by an asterisk."
  }
}

run "secrets_are_kept_apart" {
  variables {
    image     = "ghcr.io/acme/shop:1.4.0"
    variables = { HOURS = "9 to 5" }
    secrets   = { API_KEY = "open-up" }
    database = {
      engine     = "postgres"
      host       = "db.example"
      port       = 5432
      name       = "site"
      secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds"
    }
  }

  assert {
    condition     = jsondecode(nonsensitive(aws_secretsmanager_secret_version.site[0].secret_string)).API_KEY == "open-up"
    error_message = "The secret must be in Secrets Manager."
  }

  assert {
    condition     = !strcontains(local.settings == null ? "" : jsonencode(local.settings), "open-up") && local.settings.variables.HOURS == "9 to 5"
    error_message = "Anybody on the instance reads its settings: they may hold no secret."
  }

  assert {
    condition     = local.settings.variables.DATABASE_HOST == "db.example"
    error_message = "The image must be told where its database is."
  }

  assert {
    condition = anytrue([
      for statement in data.aws_iam_policy_document.instance.statement :
      statement.actions == toset(["secretsmanager:GetSecretValue"]) && length(statement.resources) == 2
    ])
    error_message = "The role must read these two secrets."
  }
}

run "large_is_larger" {
  command = plan

  variables {
    instance_type = "LARGE"
  }

  assert {
    condition     = aws_instance.site.instance_type == "t3.large"
    error_message = "LARGE must be a t3.large."
  }
}

run "more_than_an_instance_takes_is_refused" {
  command = plan

  variables {
    # What has no pattern cannot be compressed.
    variables = { for n in range(400) : "LONG_${n}" => sha512("${n}") }
  }

  expect_failures = [aws_instance.site]
}

run "an_image_that_is_none_is_refused" {
  command = plan

  variables {
    image = "$(rm -rf /)"
    port  = 0
  }

  expect_failures = [var.image, var.port]
}

run "an_unknown_size_is_refused" {
  command = plan

  variables {
    instance_type = "HUGE"
  }

  expect_failures = [var.instance_type]
}

run "a_region_of_nowhere_is_refused" {
  command = plan

  variables {
    region = "Middle Earth"
  }

  expect_failures = [var.region]
}

run "an_id_that_is_none_is_refused" {
  command = plan

  variables {
    site_id = "../site"
  }

  expect_failures = [var.site_id]
}
