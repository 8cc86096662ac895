# Solobase for one customer, on what an environment shares. HOBBY and STARTER: a function behind CloudFront, and a database
# on the shared server. PROFESSIONAL: a container behind the platform's load balancer, and a database on the shared
# server. BUSINESS: a container, and a database server of its own.
#
# What the environment shares is read from the account: environments/{dev,staging,prod} leave it in the parameter
# /solobase/<environment>/for-instances. Terraform signs in to the shared server, and so runs inside the environment's
# network.

terraform {
  required_version = "~> 1.5"

  required_providers {
    b2 = {
      source  = "Backblaze/b2"
      version = "~> 0.12"
    }
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
    postgresql = {
      source  = "cyrilgdn/postgresql"
      version = "~> 1.26"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
}

# Credentials come from the environment, as AWS_ACCESS_KEY_ID and so on.
provider "aws" {
  region = var.region
}

provider "b2" {
  application_key_id = local.backblaze.key_id
  application_key    = local.backblaze.application_key
}

provider "postgresql" {
  host            = local.platform.database_host
  port            = 5432
  database        = "postgres"
  username        = local.administrator.username
  password        = local.administrator.password
  sslmode         = "require"
  superuser       = false
  connect_timeout = 15
}

data "aws_ssm_parameter" "platform" {
  name = "/solobase/${local.environment}/for-instances"

  lifecycle {
    postcondition {
      condition     = !local.gets.container || try(jsondecode(self.insecure_value).listener_arn, null) != null
      error_message = "The plan ${local.plan} needs a load balancer with a certificate: set certificate_arn of the environment ${local.environment}."
    }
  }
}

data "aws_secretsmanager_secret_version" "administrator" {
  secret_id = local.platform.database_secret_arn
}

data "aws_secretsmanager_secret_version" "backblaze" {
  secret_id = local.platform.backblaze_secret_arn
}

locals {
  environment   = local.environments[lookup(var.tags, "environment", "production")]
  environments  = { production = "prod", staging = "staging", development = "dev" }
  platform      = jsondecode(data.aws_ssm_parameter.platform.insecure_value)
  administrator = jsondecode(data.aws_secretsmanager_secret_version.administrator.secret_string)
  backblaze     = jsondecode(data.aws_secretsmanager_secret_version.backblaze.secret_string)
}

locals {
  plan = var.configuration.plan

  # In one place: what each plan gets.
  plans = {
    HOBBY        = { container = false, dedicated = false, connections = 5 }
    STARTER      = { container = false, dedicated = false, connections = 10 }
    PROFESSIONAL = { container = true, dedicated = false, connections = 25 }
    BUSINESS     = { container = true, dedicated = true, connections = 100 }
  }
  gets = local.plans[local.plan]

  host     = "${var.configuration.subdomain}.${local.platform.domain}"
  tags     = merge(module.site.tags, { plan = local.plan })
  function = local.gets.container ? 0 : 1
  memory   = { dev = 256, staging = 512, prod = 512 }[local.environment]
}

module "site" {
  source = "../../../modules/aws/site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

# --- its files

module "bucket" {
  source = "../../../modules/backblaze/bucket"

  instance_id = var.site_id
  tags        = { customer_id = var.customer_id }
}

# --- the database

module "tenant_database" {
  source = "../../../modules/aws/tenant-database"
  count  = local.gets.dedicated ? 0 : 1

  instance_id      = var.site_id
  server           = { host = local.platform.database_host }
  connection_limit = local.gets.connections
  tags             = local.tags
}

resource "aws_security_group" "dedicated" {
  count = local.gets.dedicated ? 1 : 0

  name        = "${module.site.name}-database"
  description = "The database server of ${var.configuration.subdomain}."
  vpc_id      = local.platform.vpc_id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "dedicated" {
  count = length(aws_security_group.dedicated)

  security_group_id            = aws_security_group.dedicated[0].id
  description                  = "The container of the same customer."
  referenced_security_group_id = module.container[0].security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = local.tags
}

module "dedicated_database" {
  source = "../../../modules/aws/database"

  site_id             = var.site_id
  site_name           = var.site_name
  customer_id         = var.customer_id
  region              = var.region
  instance_type       = var.instance_type
  database_config     = merge(var.database_config, { engine = local.gets.dedicated ? "postgres" : "none" })
  tags                = local.tags
  subnet_ids          = local.platform.subnet_ids
  security_group_id   = one(aws_security_group.dedicated[*].id)
  deletion_protection = false
}

# --- the program

resource "random_password" "origin" {
  count = local.function

  length  = 40
  special = false
}

module "function" {
  source = "../../../modules/aws/instance-lambda"
  count  = local.function

  instance_id               = var.site_id
  subdomain                 = var.configuration.subdomain
  environment               = local.environment
  plan                      = local.plan
  solobase_binary_s3_bucket = local.platform.programs_bucket
  solobase_binary_s3_key    = "solobase-v${var.configuration.version}.zip"
  database_url              = module.tenant_database[0].url
  b2_bucket_name            = module.bucket.bucket.name
  b2_endpoint               = module.bucket.bucket.endpoint
  b2_key_id                 = module.bucket.key.id
  b2_app_key                = module.bucket.key.secret
  memory_size               = local.memory
  timeout                   = 30
  subnet_ids                = local.platform.subnet_ids
  security_group_ids        = local.platform.function_group_ids
  # The program refuses what does not carry this: so nobody goes around CloudFront.
  variables        = merge(var.variables, { ORIGIN_KEY = random_password.origin[0].result })
  alarm_topic_arns = local.platform.alarm_topic_arns
  tags             = local.tags
}

module "cloudfront" {
  source = "../../../modules/aws/cloudfront"
  count  = local.function

  name            = module.site.name
  origin          = { kind = "address", domain = module.function[0].domain }
  origin_headers  = { X-Origin-Key = random_password.origin[0].result }
  domains         = local.platform.cloudfront_certificate == null ? [] : [local.host]
  certificate_arn = local.platform.cloudfront_certificate
  tags            = local.tags
}

module "container" {
  source = "../../../modules/aws/instance-ecs"
  count  = local.gets.container ? 1 : 0

  instance_id                = var.site_id
  subdomain                  = var.configuration.subdomain
  environment                = local.environment
  plan                       = local.plan
  region                     = var.region
  image                      = "${local.platform.image}:${var.configuration.version}"
  host                       = local.host
  cluster_arn                = local.platform.cluster_arn
  listener_arn               = local.platform.listener_arn
  balancer_security_group_id = local.platform.balancer_security_group_id
  vpc_id                     = local.platform.vpc_id
  subnet_ids                 = local.platform.subnet_ids
  database_secret_arn        = local.gets.dedicated ? module.dedicated_database.connection.secret_arn : module.tenant_database[0].secret_arn
  database_secret_keys       = local.gets.dedicated ? { DATABASE_USER = "username", DATABASE_PASSWORD = "password" } : { DATABASE_URL = "url" }
  database_security_group_id = local.gets.dedicated ? aws_security_group.dedicated[0].id : local.platform.database_security_group_id
  b2_bucket_name             = module.bucket.bucket.name
  b2_endpoint                = module.bucket.bucket.endpoint
  b2_key_id                  = module.bucket.key.id
  b2_app_key                 = module.bucket.key.secret
  variables = merge(var.variables, local.gets.dedicated ? {
    DATABASE_HOST = module.dedicated_database.connection.host
    DATABASE_NAME = module.dedicated_database.connection.name
  } : {})
  alarm_topic_arns = local.platform.alarm_topic_arns
  tags             = local.tags
}
