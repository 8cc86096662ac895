# One instance of a site, in a private subnet, behind CloudFront. It shows the files of a bucket, or runs a container
# image, and looks once a minute whether files, secrets or the database's password have changed. Nobody signs in to it:
# there is no key and no open port but the site's.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

module "site" {
  source = "../site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

locals {
  has_secrets = nonsensitive(length(var.secrets) > 0)
  secret_arns = concat(aws_secretsmanager_secret.site[*].arn, var.database[*].secret_arn)

  settings = {
    region          = module.site.region
    bucket          = var.bucket.name
    image           = var.image
    port            = var.port
    variables       = merge(local.database, var.variables)
    secrets         = one(aws_secretsmanager_secret.site[*].arn)
    database_secret = one(var.database[*].secret_arn)
  }

  database = var.database == null ? {} : {
    DATABASE_ENGINE = var.database.engine
    DATABASE_HOST   = var.database.host
    DATABASE_PORT   = tostring(var.database.port)
    DATABASE_NAME   = var.database.name
  }

  # Settings and program travel as data, so that nothing in them is taken for a command.
  boot = base64gzip(templatefile("${path.module}/boot.sh.tftpl", {
    package  = var.image == null ? "nginx" : "docker"
    settings = base64encode(jsonencode(local.settings))
    program  = filebase64("${path.module}/site.py")
  }))
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "instance" {
  statement {
    sid       = "ReadFiles"
    actions   = ["s3:GetObject"]
    resources = ["${var.bucket.arn}/*"]
  }

  statement {
    sid       = "ListFiles"
    actions   = ["s3:ListBucket"]
    resources = [var.bucket.arn]
  }

  dynamic "statement" {
    for_each = local.has_secrets || var.database != null ? [1] : []

    content {
      sid       = "ReadSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.secret_arns
    }
  }
}

resource "aws_iam_role" "instance" {
  name               = "${module.site.name}-${module.site.region}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = module.site.tags
}

resource "aws_iam_role_policy" "instance" {
  name   = "site"
  role   = aws_iam_role.instance.id
  policy = data.aws_iam_policy_document.instance.json
}

resource "aws_iam_instance_profile" "instance" {
  name = aws_iam_role.instance.name
  role = aws_iam_role.instance.name
  tags = module.site.tags
}

resource "aws_secretsmanager_secret" "site" {
  count = local.has_secrets ? 1 : 0

  name        = "${module.site.name}/secrets"
  description = "Secrets of the site ${var.site_id}."
  # A site that was deleted and is ordered again finds its name free.
  recovery_window_in_days = 0
  tags                    = module.site.tags
}

resource "aws_secretsmanager_secret_version" "site" {
  count = length(aws_secretsmanager_secret.site)

  secret_id     = aws_secretsmanager_secret.site[0].id
  secret_string = jsonencode(var.secrets)
}

resource "aws_instance" "site" {
  ami                    = data.aws_ssm_parameter.image.insecure_value
  instance_type          = module.site.compute
  subnet_id              = var.subnet_id
  vpc_security_group_ids = [var.security_group_id]
  iam_instance_profile   = aws_iam_instance_profile.instance.name

  associate_public_ip_address = false
  monitoring                  = true
  user_data_base64            = local.boot
  user_data_replace_on_change = true

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
    # A container is one hop further away, and so cannot take the instance's role.
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = var.disk_gb
    encrypted   = true
    tags        = module.site.tags
  }

  tags = module.site.tags

  lifecycle {
    # A newer image replaces the instance when something else does.
    ignore_changes        = [ami]
    create_before_destroy = true

    precondition {
      # AWS takes 16 KB, which are this many characters of Base64.
      condition     = length(local.boot) <= 21844
      error_message = "The variables are too long: with the program, an instance takes 16 KB when it starts."
    }
  }

  depends_on = [aws_iam_role_policy.instance, aws_secretsmanager_secret_version.site]
}

# Starts the instance on other hardware when its own fails.
resource "aws_cloudwatch_metric_alarm" "recover" {
  alarm_name          = "${module.site.name}-recover"
  alarm_description   = "The machine below the instance has failed."
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_System"
  dimensions          = { InstanceId = aws_instance.site.id }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 2
  alarm_actions       = ["arn:aws:automate:${module.site.region}:ec2:recover"]
  tags                = module.site.tags
}
