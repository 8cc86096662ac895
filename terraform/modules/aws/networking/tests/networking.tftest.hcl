mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central-1"

  database_config = { engine = "postgres" }
}

run "only_cloudfront_reaches_the_instance" {
  assert {
    condition     = aws_vpc_security_group_ingress_rule.visitors.prefix_list_id == data.aws_ec2_managed_prefix_list.cloudfront.id
    error_message = "Visitors must come through CloudFront."
  }

  assert {
    condition     = data.aws_ec2_managed_prefix_list.cloudfront.name == "com.amazonaws.global.cloudfront.origin-facing"
    error_message = "The list must be that of CloudFront's own addresses."
  }
}

run "only_the_instance_reaches_the_database" {
  assert {
    condition     = aws_vpc_security_group_ingress_rule.database[0].referenced_security_group_id == aws_security_group.web.id && aws_vpc_security_group_ingress_rule.database[0].from_port == 5432
    error_message = "PostgreSQL must be open to the instance alone."
  }
}

run "the_instance_does_not_reach_the_internet_unless_asked" {
  assert {
    condition     = length(aws_vpc_security_group_egress_rule.internet) == 0
    error_message = "There must be no rule for the Internet."
  }
}

run "the_instance_reaches_the_internet_when_asked" {
  variables {
    outbound = true
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.internet[0].from_port == 443
    error_message = "The Internet must be reached with TLS."
  }
}

run "mysql_has_its_own_port" {
  variables {
    database_config = { engine = "mysql" }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.database[0].to_port == 3306
    error_message = "MySQL listens at 3306."
  }
}

run "without_a_database_there_is_no_group_for_it" {
  variables {
    database_config = { engine = "none" }
  }

  assert {
    condition     = output.database_group_id == null && output.site_url == null && output.database_endpoint == null
    error_message = "There must be no group for what is not there."
  }
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
