# Production of the Solobase platform: a database server with a standby, backups for 7 days and copies of them in another
# region for 30, logs for 30 days, and a record of every call to AWS.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { project = "solobase", environment = var.environment }
  }
}

# The region that copies of backups go to.
provider "aws" {
  alias  = "backup"
  region = var.backup_region

  default_tags {
    tags = { project = "solobase", environment = var.environment }
  }
}

module "platform" {
  source = "../../modules/aws/platform"

  environment                = var.environment
  region                     = var.region
  vpc_cidr_block             = var.vpc_cidr_block
  zone_count                 = var.zone_count
  nat                        = var.nat
  interface_endpoints        = var.interface_endpoints
  shared_database_identifier = var.shared_database_identifier
  shared_database_class      = var.shared_database_class
  multi_az                   = var.multi_az
  performance_insights       = var.performance_insights
  backup_retention_period    = var.backup_retention_period
  log_retention_days         = var.log_retention_days
  management_image           = var.management_image
  certificate_arn            = var.certificate_arn
  instances                  = var.instances
  alert_emails               = var.alert_emails
  trail                      = var.trail
  tags                       = var.tags
}

module "backup_copy" {
  source    = "../../modules/aws/backup-copy"
  providers = { aws = aws.backup }

  name           = var.shared_database_identifier
  database_arn   = module.platform.shared_database.arn
  retention_days = var.copy_retention_days
  tags           = var.tags
}
