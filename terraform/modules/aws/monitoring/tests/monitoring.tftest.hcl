mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:alerts" }
  }
}

variables {
  name                 = "solobase-prod"
  environment          = "prod"
  region               = "eu-central-1"
  alert_emails         = ["alerts@solobase.dev"]
  database_identifiers = ["solobase-shared-prod-01"]
}

run "somebody_is_told" {
  assert {
    condition     = aws_sns_topic_subscription.email["alerts@solobase.dev"].protocol == "email" && aws_sns_topic.alerts.name == "solobase-prod-infrastructure-alerts"
    error_message = "Alarms must be sent by mail."
  }

  assert {
    condition     = aws_sns_topic.alerts.kms_master_key_id == aws_kms_key.alerts.id
    error_message = "What is told must be encrypted."
  }
}

run "the_dashboard_shows_databases_and_functions" {
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == 10
    error_message = "There must be five widgets of databases and five of functions."
  }
}

run "the_record_cannot_be_changed_unseen" {
  assert {
    condition     = aws_cloudtrail.this[0].enable_log_file_validation && aws_cloudtrail.this[0].is_multi_region_trail
    error_message = "The record must be of all regions, and signed."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.trail[0].restrict_public_buckets && one(aws_s3_bucket_versioning.trail[0].versioning_configuration).status == "Enabled"
    error_message = "The record must be private, and keep its versions."
  }
}

run "without_a_record_there_is_no_bucket" {
  variables {
    trail = false
  }

  assert {
    condition     = length(aws_cloudtrail.this) == 0 && length(aws_s3_bucket.trail) == 0 && output.resource_ids.trail == null
    error_message = "Nothing must be made for it."
  }
}

run "what_is_no_address_is_refused" {
  command = plan

  variables {
    alert_emails = ["somebody"]
  }

  expect_failures = [var.alert_emails]
}
