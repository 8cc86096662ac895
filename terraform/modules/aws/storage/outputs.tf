output "site_url" {
  description = "Always null: the bucket is private."
  value       = null
}

output "database_endpoint" {
  description = "Always null: this module makes no database."
  value       = null
}

output "resource_ids" {
  description = "`bucket`: name of the bucket."
  value       = { bucket = aws_s3_bucket.site.id }
}

output "bucket" {
  description = "Name, ARN and regional domain of the bucket."
  value = {
    name   = aws_s3_bucket.site.id
    arn    = aws_s3_bucket.site.arn
    domain = aws_s3_bucket.site.bucket_regional_domain_name
  }
}
