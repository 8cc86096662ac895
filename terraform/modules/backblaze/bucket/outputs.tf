output "resource_ids" {
  description = "`bucket`: name of the bucket."
  value       = { bucket = b2_bucket.this.bucket_name }
}

output "bucket" {
  description = "Name of the bucket, and the address of its S3 interface."
  value = {
    name     = b2_bucket.this.bucket_name
    endpoint = data.b2_account_info.here.s3_api_url
  }
}

output "key" {
  description = "The key that opens the bucket: its id, and itself."
  sensitive   = true
  value = {
    id     = b2_application_key.this.application_key_id
    secret = b2_application_key.this.application_key
  }
}
