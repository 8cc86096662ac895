# A private bucket of one instance at Backblaze B2, encrypted, and a key that opens this bucket and no other.

terraform {
  required_version = "~> 1.5"

  required_providers {
    b2 = {
      source  = "Backblaze/b2"
      version = "~> 0.12"
    }
  }
}

data "b2_account_info" "here" {}

resource "b2_bucket" "this" {
  bucket_name = "solobase-${substr(var.instance_id, -12, 12)}"
  bucket_type = "allPrivate"

  # B2 knows no tags; this is what it keeps instead.
  bucket_info = merge(var.tags, { instance_id = var.instance_id, managed_by = "hosterizer" })

  default_server_side_encryption {
    mode      = "SSE-B2"
    algorithm = "AES256"
  }

  lifecycle_rules {
    file_name_prefix             = ""
    days_from_hiding_to_deleting = var.version_days
  }
}

resource "b2_application_key" "this" {
  key_name     = b2_bucket.this.bucket_name
  bucket_ids   = [b2_bucket.this.bucket_id]
  capabilities = ["listBuckets", "listFiles", "readFiles", "writeFiles", "deleteFiles"]
}
