mock_provider "aws" {
  mock_resource "aws_cloudfront_distribution" {
    defaults = { domain_name = "d1.cloudfront.example", arn = "arn:aws:cloudfront::123456789012:distribution/E1" }
  }
}

variables {
  name   = "site-0000000000a1"
  origin = { kind = "bucket", domain = "site-0000000000a1-eu-central-1.s3.eu-central-1.amazonaws.com" }
}

run "files_are_cached_and_shown_over_tls" {
  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).viewer_protocol_policy == "redirect-to-https"
    error_message = "Nothing may be shown without TLS."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).cache_policy_id == local.caching_optimized
    error_message = "Files must be cached."
  }

  assert {
    condition     = !contains(one(aws_cloudfront_distribution.this.default_cache_behavior).allowed_methods, "POST")
    error_message = "Files can only be read."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).response_headers_policy_id == local.security_headers
    error_message = "Browsers must get the security headers."
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.bucket[0].signing_behavior == "always"
    error_message = "Requests to the bucket must be signed."
  }

  assert {
    condition     = output.site_url == "https://d1.cloudfront.example/"
    error_message = "Without a domain of one's own the address is CloudFront's."
  }
}

run "an_instance_stays_private" {
  variables {
    origin = { kind = "instance", domain = "ip-10-20-8-4.eu-central-1.compute.internal", arn = "arn:aws:ec2:eu-central-1:123456789012:instance/i-1" }
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).vpc_origin_config).vpc_origin_id == aws_cloudfront_vpc_origin.instance[0].id
    error_message = "The instance must be reached inside its network."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).cache_policy_id == local.caching_disabled
    error_message = "What an instance says must not be cached."
  }
}

run "an_address_is_reached_with_tls" {
  variables {
    origin         = { kind = "address", domain = "f1.lambda-url.eu-central-1.on.aws" }
    origin_headers = { X-Origin-Key = "swordfish" }
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).custom_origin_config).origin_protocol_policy == "https-only"
    error_message = "The way to the origin must be TLS as well."
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).custom_header).name == "X-Origin-Key"
    error_message = "The origin must be sent the header."
  }
}

run "a_domain_has_modern_tls" {
  variables {
    domains         = ["shop.example"]
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/c"
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021"
    error_message = "TLS must be 1.2 at least."
  }

  assert {
    condition     = output.site_url == "https://shop.example/"
    error_message = "The address must be the domain."
  }
}

run "a_domain_without_a_certificate_is_refused" {
  command = plan

  variables {
    domains = ["shop.example"]
  }

  expect_failures = [aws_cloudfront_distribution.this]
}

run "a_certificate_of_another_region_is_refused" {
  command = plan

  variables {
    certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/c"
    price_class     = "cheap"
  }

  expect_failures = [var.certificate_arn, var.price_class]
}

run "an_origin_of_another_kind_is_refused" {
  command = plan

  variables {
    origin = { kind = "ftp", domain = "files.example" }
  }

  expect_failures = [var.origin]
}
