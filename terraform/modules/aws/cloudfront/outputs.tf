output "site_url" {
  description = "Address that visitors use."
  value       = length(var.domains) > 0 ? "https://${var.domains[0]}/" : "https://${aws_cloudfront_distribution.this.domain_name}/"
}

output "resource_ids" {
  description = "`distribution`: id of the distribution."
  value       = { distribution = aws_cloudfront_distribution.this.id }
}

output "distribution" {
  description = "ARN, name and hosted zone of the distribution, for a bucket's policy and for DNS."
  value = {
    arn     = aws_cloudfront_distribution.this.arn
    domain  = aws_cloudfront_distribution.this.domain_name
    zone_id = aws_cloudfront_distribution.this.hosted_zone_id
  }
}
