mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:flow" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/flow" }
  }
}

variables {
  name                = "solobase-dev"
  region              = "eu-central-1"
  interface_endpoints = ["secretsmanager", "logs"]
}

run "subnets_do_not_overlap_and_give_no_public_addresses" {
  assert {
    condition     = length(distinct([for subnet in merge({ for k, s in aws_subnet.public : "a${k}" => s }, { for k, s in aws_subnet.private : "b${k}" => s }) : subnet.cidr_block])) == 4
    error_message = "Two zones must have four different subnets."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : !subnet.map_public_ip_on_launch])
    error_message = "A public address must be asked for."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.nat) == 0
    error_message = "Without an order there must be no way out of the private subnets."
  }
}

run "services_are_reached_inside" {
  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.interface : endpoint.service_name]) == toset(["com.amazonaws.eu-central-1.secretsmanager", "com.amazonaws.eu-central-1.logs"])
    error_message = "Each service that was asked for must have its endpoint."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "S3 must be reached over a gateway, which costs nothing."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints[0].from_port == 443 && aws_vpc_security_group_ingress_rule.endpoints[0].cidr_ipv4 == "10.0.0.0/16"
    error_message = "Endpoints must listen to the network alone, with TLS."
  }
}

run "the_default_group_is_closed" {
  command = plan

  assert {
    condition     = aws_vpc.this.enable_dns_hostnames && aws_vpc.this.enable_dns_support
    error_message = "Endpoints need names."
  }
}

run "one_gateway_serves_all_zones" {
  variables {
    nat = "single"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.nat) == 2
    error_message = "Both private subnets must go out over one gateway."
  }
}

run "each_zone_has_its_gateway" {
  variables {
    nat        = "each"
    zone_count = 3
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_route.nat) == 3
    error_message = "Each of three zones must have its own gateway."
  }
}

run "refused_connections_are_kept" {
  variables {
    flow_log_days = 30
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow[0].retention_in_days == 30 && aws_flow_log.this[0].traffic_type == "REJECT"
    error_message = "The flow log must be kept for 30 days."
  }
}

run "addresses_that_are_none_are_refused" {
  command = plan

  variables {
    cidr_block = "10.0.0.0/8"
    nat        = "perhaps"
    zone_count = 1
  }

  expect_failures = [var.cidr_block, var.nat, var.zone_count]
}
