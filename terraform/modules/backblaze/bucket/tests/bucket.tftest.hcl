mock_provider "b2" {
  mock_data "b2_account_info" {
    defaults = { s3_api_url = "https://s3.us-east-005.backblazeb2.com" }
  }

  mock_resource "b2_bucket" {
    defaults = { bucket_id = "b1" }
  }
}

variables {
  instance_id = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
}

run "the_bucket_is_private_and_encrypted" {
  assert {
    condition     = b2_bucket.this.bucket_type == "allPrivate" && b2_bucket.this.default_server_side_encryption[0].algorithm == "AES256"
    error_message = "The bucket must be private and encrypted."
  }

  assert {
    condition     = b2_bucket.this.bucket_name == "solobase-ef1234567890" && b2_bucket.this.bucket_info.instance_id == var.instance_id
    error_message = "The bucket must be the instance's own, and say so."
  }

  assert {
    condition     = output.bucket.endpoint == "https://s3.us-east-005.backblazeb2.com"
    error_message = "The address of the bucket must be given."
  }
}

run "the_key_opens_this_bucket_alone" {
  assert {
    condition     = b2_application_key.this.bucket_ids == toset(["b1"]) && !contains(b2_application_key.this.capabilities, "writeKeys")
    error_message = "The key must open this bucket, and make no others."
  }

  assert {
    condition     = issensitive(output.key)
    error_message = "The key must be secret."
  }
}

run "what_is_no_instance_is_refused" {
  command = plan

  variables {
    instance_id  = "1"
    version_days = 0
  }

  expect_failures = [var.instance_id, var.version_days]
}
