# Staging of the Solobase platform: as production, smaller, and in one zone at a time.

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
