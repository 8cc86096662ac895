# A private bucket with the files of a site: encrypted by Google or with a key of one's own, versioned, and readable by
# whom it is told of. A site of files alone is shown by a load balancer (`public`), and then anybody may read them.

terraform {
  required_version = "~> 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
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

resource "google_storage_bucket" "site" {
  name                        = "${module.site.name}-${module.site.region}"
  location                    = module.site.region
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = var.public ? "inherited" : "enforced"
  # The files are the platform's to publish anew, so they do not keep a site from being deleted.
  force_destroy = true
  labels        = module.site.tags

  versioning {
    enabled = true
  }

  website {
    main_page_suffix = "index.html"
    not_found_page   = "index.html"
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      days_since_noncurrent_time = var.version_days
      with_state                 = "ARCHIVED"
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = 1
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key[*]

    content {
      default_kms_key_name = encryption.value
    }
  }
}

resource "google_storage_bucket_object" "file" {
  for_each = var.files

  bucket        = google_storage_bucket.site.name
  name          = each.key
  content       = each.value.content
  content_type  = each.value.content_type
  cache_control = "public, max-age=60"
}

resource "google_storage_bucket_iam_member" "reader" {
  for_each = var.public ? { everybody = "allUsers" } : var.readers

  bucket = google_storage_bucket.site.name
  role   = "roles/storage.objectViewer"
  member = each.value
}
