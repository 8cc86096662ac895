# Everything that the customers' instances share in one environment: the network, the shared database server, the
# management platform, the bucket with the programs, and monitoring. The environments call it with their settings. The
# blueprint solobase finds all of it in the parameter /solobase/<environment>/for-instances of the account and region.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

data "aws_caller_identity" "here" {}

locals {
  name = "solobase-${var.environment}"
  tags = merge(var.tags, { environment = var.environment, managed_by = "hosterizer" })
}

module "vpc" {
  source = "../vpc"

  name                = local.name
  region              = var.region
  cidr_block          = var.vpc_cidr_block
  zone_count          = var.zone_count
  nat                 = var.nat
  interface_endpoints = var.interface_endpoints
  flow_log_days       = var.log_retention_days
  tags                = local.tags
}

module "monitoring" {
  source = "../monitoring"

  name                 = local.name
  environment          = var.environment
  region               = var.region
  alert_emails         = var.alert_emails
  database_identifiers = [var.shared_database_identifier, "${local.name}-management"]
  trail                = var.trail
  tags                 = local.tags
}

module "shared_rds" {
  source = "../shared-rds"

  environment             = var.environment
  instance_identifier     = var.shared_database_identifier
  instance_class          = var.shared_database_class
  allocated_storage       = 100
  max_allocated_storage   = 500
  multi_az                = var.multi_az
  vpc_id                  = module.vpc.vpc_id
  subnet_ids              = module.vpc.private_subnet_ids
  allowed_cidr_blocks     = [var.vpc_cidr_block]
  backup_retention_period = var.backup_retention_period
  performance_insights    = var.performance_insights
  log_retention_days      = var.log_retention_days
  alarm_topic_arns        = [module.monitoring.topic_arn]
  tags                    = local.tags
}

module "management_platform" {
  source = "../management-platform"

  environment             = var.environment
  region                  = var.region
  vpc_id                  = module.vpc.vpc_id
  vpc_cidr_block          = var.vpc_cidr_block
  public_subnet_ids       = module.vpc.public_subnet_ids
  private_subnet_ids      = module.vpc.private_subnet_ids
  image                   = var.management_image
  certificate_arn         = var.certificate_arn
  backup_retention_period = var.backup_retention_period
  alarm_topic_arns        = [module.monitoring.topic_arn]
  tags                    = local.tags
}

# Functions of customers stand in the network with this group: they reach databases and services, and nobody reaches them.
resource "aws_security_group" "functions" {
  name        = "${local.name}-functions"
  description = "Functions of customers."
  vpc_id      = module.vpc.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-functions" })
}

resource "aws_vpc_security_group_egress_rule" "functions" {
  for_each = { https = 443, postgres = 5432 }

  security_group_id = aws_security_group.functions.id
  description       = "Services with TLS, and databases of the network."
  cidr_ipv4         = each.key == "https" ? "0.0.0.0/0" : var.vpc_cidr_block
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  tags              = local.tags
}

resource "aws_s3_bucket" "programs" {
  bucket = "${local.name}-binaries-${data.aws_caller_identity.here.account_id}"
  tags   = local.tags
}

resource "aws_s3_bucket_public_access_block" "programs" {
  bucket                  = aws_s3_bucket.programs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "programs" {
  bucket = aws_s3_bucket.programs.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "programs" {
  bucket = aws_s3_bucket.programs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# --- what the blueprint of an instance reads

locals {
  for_instances = merge(module.management_platform.for_instances, var.instances, {
    environment                = var.environment
    vpc_id                     = module.vpc.vpc_id
    subnet_ids                 = module.vpc.private_subnet_ids
    function_group_ids         = [aws_security_group.functions.id]
    database_host              = module.shared_rds.server.host
    database_secret_arn        = module.shared_rds.server.secret_arn
    database_security_group_id = module.shared_rds.resource_ids.group
    backblaze_secret_arn       = aws_secretsmanager_secret.backblaze.arn
    programs_bucket            = aws_s3_bucket.programs.id
    alarm_topic_arns           = [module.monitoring.topic_arn]
  })
}

# Names of things, and no secrets.
resource "aws_ssm_parameter" "for_instances" {
  name        = "/solobase/${var.environment}/for-instances"
  description = "Where an instance stands, and what it shares."
  type        = "String"
  value       = jsonencode(local.for_instances)
  tags        = local.tags
}

# Its value is put here by hand, so that no state holds the key that makes all other keys:
# {"key_id": "...", "application_key": "..."}
resource "aws_secretsmanager_secret" "backblaze" {
  name                    = "solobase/${var.environment}/backblaze"
  description             = "The key with which buckets of instances are made at Backblaze."
  recovery_window_in_days = 7
  tags                    = local.tags
}
