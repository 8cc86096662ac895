mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central-1"
  tags        = { team = "web" }
  files       = { "index.html" = { content = "<h1>Shop</h1>", content_type = "text/html; charset=utf-8" } }
}

run "the_bucket_is_private_encrypted_and_versioned" {
  assert {
    condition = (
      aws_s3_bucket_public_access_block.site.block_public_acls
      && aws_s3_bucket_public_access_block.site.block_public_policy
      && aws_s3_bucket_public_access_block.site.ignore_public_acls
      && aws_s3_bucket_public_access_block.site.restrict_public_buckets
    )
    error_message = "All public access must be blocked."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.site.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "The files must be encrypted."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.site.versioning_configuration).status == "Enabled"
    error_message = "Replaced files must be kept."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.site.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "There must be no access lists of single files."
  }

  assert {
    condition     = aws_s3_bucket.site.bucket == "site-0000000000a1-eu-central-1"
    error_message = "The bucket must be named after the site."
  }

  assert {
    condition     = aws_s3_bucket.site.tags.customer_id == var.customer_id && aws_s3_bucket.site.tags.team == "web"
    error_message = "The bucket must say whose it is."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null && output.resource_ids.bucket != null
    error_message = "The outputs must be those of the common interface."
  }
}

run "nobody_reads_without_tls" {
  assert {
    condition = anytrue([
      for statement in data.aws_iam_policy_document.site.statement :
      statement.effect == "Deny" && one(statement.condition).variable == "aws:SecureTransport"
    ])
    error_message = "The policy must refuse what comes without TLS."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.site.statement) == 1
    error_message = "Nobody may read whom nobody named."
  }
}

run "a_distribution_may_read_and_no_other" {
  variables {
    distribution_arns = ["arn:aws:cloudfront::123456789012:distribution/E1"]
  }

  assert {
    condition = anytrue([
      for statement in data.aws_iam_policy_document.site.statement :
      contains(one(statement.condition).values, "arn:aws:cloudfront::123456789012:distribution/E1")
      && statement.actions == toset(["s3:GetObject"])
    ])
    error_message = "The distribution must be let in by its ARN, and only to read."
  }
}

run "a_key_of_ones_own_encrypts" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/k"
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.site.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "The key must be used."
  }
}

run "a_path_upwards_is_refused" {
  command = plan

  variables {
    files = { "../index.html" = { content = "", content_type = "text/html" } }
  }

  expect_failures = [var.files]
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
