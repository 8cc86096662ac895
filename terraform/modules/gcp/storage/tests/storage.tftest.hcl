mock_provider "google" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "europe-west3"

  files   = { "index.html" = { content = "<h1>Shop</h1>", content_type = "text/html; charset=utf-8" } }
  readers = { service = "serviceAccount:site@project.iam.example" }
}

run "the_bucket_is_private_and_versioned" {
  assert {
    condition     = google_storage_bucket.site.public_access_prevention == "enforced" && google_storage_bucket.site.uniform_bucket_level_access
    error_message = "Nobody may open the bucket, nor a single file, to everybody."
  }

  assert {
    condition     = one(google_storage_bucket.site.versioning).enabled
    error_message = "Replaced files must be kept."
  }

  assert {
    condition     = { for name, reader in google_storage_bucket_iam_member.reader : name => reader.role } == { service = "roles/storage.objectViewer" }
    error_message = "The reader that was named may read, and nobody else."
  }

  assert {
    condition     = google_storage_bucket.site.labels.customer_id == var.customer_id && google_storage_bucket.site.name == "site-0000000000a1-europe-west3"
    error_message = "The bucket must be named after the site, and say whose it is."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null
    error_message = "The outputs must be those of the common interface."
  }
}

run "a_public_site_can_be_read_by_anybody" {
  variables {
    public = true
  }

  assert {
    condition     = google_storage_bucket_iam_member.reader["everybody"].member == "allUsers" && google_storage_bucket.site.public_access_prevention == "inherited"
    error_message = "Anybody must be able to read."
  }
}

run "a_key_of_ones_own_encrypts" {
  variables {
    kms_key = "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k"
  }

  assert {
    condition     = one(google_storage_bucket.site.encryption).default_kms_key_name == var.kms_key
    error_message = "The key must be used."
  }
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    files        = { "../index.html" = { content = "", content_type = "text/html" } }
    readers      = { everybody = "allUsers" }
    version_days = 0
  }

  expect_failures = [var.files, var.readers, var.version_days]
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
