mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-1" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/r" }
  }

  mock_resource "aws_instance" {
    defaults = { arn = "arn:aws:ec2:eu-central-1:123456789012:instance/i-1", private_dns = "ip-10-20-8-4.eu-central-1.compute.internal" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::site", bucket_regional_domain_name = "site.s3.example" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:site" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = { domain_name = "d1.cloudfront.example", arn = "arn:aws:cloudfront::123456789012:distribution/E1" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "db.rds.example"
      endpoint           = "db.rds.example:5432"
      arn                = "arn:aws:rds:eu-central-1:123456789012:db:db"
      master_user_secret = [{ kms_key_id = "k", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds", secret_status = "active" }]
    }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central-1"

  configuration = { files = { "index.html" = "<h1>Shop</h1>", "style.css" = "h1 {}" } }
}

run "files_have_an_address_and_types" {
  assert {
    condition     = output.site_url == "https://d1.cloudfront.example/" && output.database_endpoint == null
    error_message = "The site must have an address with TLS."
  }

  assert {
    condition     = local.files["style.css"].content_type == "text/css; charset=utf-8"
    error_message = "Browsers must be told what a file is."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    site_id         = "../other"
    region          = "Middle Earth"
    instance_type   = "HUGE"
    configuration   = { files = {} }
    database_config = { engine = "postgres" }
  }

  expect_failures = [var.site_id, var.region, var.instance_type, var.configuration, var.database_config]
}
