# The address that visitors use: TLS, HTTP/2 and 3, compression, security headers, and a cache for files. What stands
# behind it is a private bucket, a private instance, or a function or service with an address of its own.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

locals {
  cached = var.origin.kind == "bucket"

  # Policies that AWS keeps for everybody.
  caching_optimized    = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  caching_disabled     = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  all_but_host         = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  security_headers     = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  methods_to_read      = ["GET", "HEAD", "OPTIONS"]
  methods_to_read_more = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
}

resource "aws_cloudfront_origin_access_control" "bucket" {
  count = var.origin.kind == "bucket" ? 1 : 0

  name                              = var.name
  description                       = "Lets the distribution read the bucket."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_vpc_origin" "instance" {
  count = var.origin.kind == "instance" ? 1 : 0

  vpc_origin_endpoint_config {
    name                   = var.name
    arn                    = var.origin.arn
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "http-only"

    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }

  tags = var.tags
}

resource "aws_cloudfront_distribution" "this" {
  comment             = var.name
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = var.price_class
  aliases             = var.domains
  default_root_object = var.origin.kind == "bucket" ? "index.html" : null
  web_acl_id          = var.web_acl_arn
  tags                = var.tags

  origin {
    origin_id                = "site"
    domain_name              = var.origin.domain
    origin_access_control_id = one(aws_cloudfront_origin_access_control.bucket[*].id)

    dynamic "vpc_origin_config" {
      for_each = aws_cloudfront_vpc_origin.instance

      content {
        vpc_origin_id = vpc_origin_config.value.id
      }
    }

    dynamic "custom_origin_config" {
      for_each = var.origin.kind == "address" ? [1] : []

      content {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }

    dynamic "custom_header" {
      for_each = nonsensitive(toset(keys(var.origin_headers)))

      content {
        name  = custom_header.value
        value = var.origin_headers[custom_header.value]
      }
    }
  }

  default_cache_behavior {
    target_origin_id           = "site"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = local.cached ? local.methods_to_read : local.methods_to_read_more
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.cached ? local.caching_optimized : local.caching_disabled
    origin_request_policy_id   = local.cached ? null : local.all_but_host
    response_headers_policy_id = local.security_headers
  }

  # A private bucket answers 403 for what it does not have.
  dynamic "custom_error_response" {
    for_each = var.origin.kind == "bucket" ? [403, 404] : []

    content {
      error_code            = custom_error_response.value
      response_code         = 404
      response_page_path    = var.not_found_page
      error_caching_min_ttl = 10
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = length(var.domains) == 0
    acm_certificate_arn            = length(var.domains) == 0 ? null : var.certificate_arn
    ssl_support_method             = length(var.domains) == 0 ? null : "sni-only"
    minimum_protocol_version       = length(var.domains) == 0 ? "TLSv1" : "TLSv1.2_2021"
  }

  lifecycle {
    precondition {
      condition     = length(var.domains) == 0 || var.certificate_arn != null
      error_message = "A domain of one's own needs a certificate from the region us-east-1."
    }

    precondition {
      condition     = var.origin.kind != "instance" || var.origin.arn != null
      error_message = "An instance is found by its ARN."
    }
  }
}
