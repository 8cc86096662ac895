# The network of one site: private subnets for its instance and its database. Only CloudFront reaches the instance, and
# only the instance reaches the database.

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
  ports = { none = null, postgres = 5432, mysql = 3306 }
  port  = local.ports[var.database_config.engine]
}

module "vpc" {
  source = "../vpc"

  name                = module.site.name
  region              = module.site.region
  cidr_block          = var.cidr_block
  nat                 = var.outbound ? "single" : "none"
  interface_endpoints = var.interface_endpoints
  tags                = module.site.tags
}

data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_security_group" "web" {
  name        = "${module.site.name}-web"
  description = "The instance of a site."
  vpc_id      = module.vpc.vpc_id
  tags        = module.site.tags
}

resource "aws_vpc_security_group_ingress_rule" "visitors" {
  security_group_id = aws_security_group.web.id
  description       = "CloudFront, which visitors come through."
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  tags              = module.site.tags
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  security_group_id = aws_security_group.web.id
  description       = "Files of the site, and packages of the distribution."
  prefix_list_id    = module.vpc.s3_prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = module.site.tags
}

resource "aws_vpc_security_group_egress_rule" "services" {
  count = length(var.interface_endpoints) > 0 ? 1 : 0

  security_group_id = aws_security_group.web.id
  description       = "Services of AWS inside the network."
  cidr_ipv4         = module.vpc.cidr_block
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = module.site.tags
}

resource "aws_vpc_security_group_egress_rule" "internet" {
  count = var.outbound ? 1 : 0

  security_group_id = aws_security_group.web.id
  description       = "Images, and services that the site uses."
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = module.site.tags
}

resource "aws_security_group" "database" {
  count = local.port == null ? 0 : 1

  name        = "${module.site.name}-database"
  description = "The database of a site."
  vpc_id      = module.vpc.vpc_id
  tags        = module.site.tags
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  count = length(aws_security_group.database)

  security_group_id            = aws_security_group.database[0].id
  description                  = "The instance of the site."
  referenced_security_group_id = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  tags                         = module.site.tags
}

resource "aws_vpc_security_group_egress_rule" "database" {
  count = length(aws_security_group.database)

  security_group_id            = aws_security_group.web.id
  description                  = "The database of the site."
  referenced_security_group_id = aws_security_group.database[0].id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  tags                         = module.site.tags
}
