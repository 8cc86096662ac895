mock_provider "aws" {}

mock_provider "postgresql" {}

mock_provider "random" {
  mock_resource "random_password" {
    defaults = { result = "swordfish" }
  }
}

variables {
  instance_id = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
  server      = { host = "shared.rds.example" }
}

run "each_customer_has_a_database_and_a_user" {
  assert {
    condition     = postgresql_database.this.name == "instance_ef1234567890" && postgresql_database.this.owner == "user_ef1234567890"
    error_message = "The names must be made of the instance's id."
  }

  assert {
    condition     = postgresql_role.user.connection_limit == 10
    error_message = "One customer must leave connections for the others."
  }

  assert {
    condition     = postgresql_role.user.superuser != true && postgresql_role.user.login
    error_message = "The user must be an ordinary one."
  }
}

run "nobody_else_connects" {
  assert {
    condition     = postgresql_grant.nobody_else.role == "public" && length(postgresql_grant.nobody_else.privileges) == 0
    error_message = "The right of everybody must be taken away."
  }
}

run "the_address_demands_tls_and_is_secret" {
  assert {
    condition     = nonsensitive(output.url) == "postgresql://user_ef1234567890:swordfish@shared.rds.example:5432/instance_ef1234567890?sslmode=require"
    error_message = "The address must be complete, and demand TLS."
  }

  assert {
    condition     = issensitive(output.url) && !issensitive(output.resource_ids)
    error_message = "The address holds a password."
  }
}

run "what_is_no_instance_is_refused" {
  command = plan

  variables {
    instance_id      = "'; drop database solobase; --"
    connection_limit = 1000
  }

  expect_failures = [var.instance_id, var.connection_limit]
}
