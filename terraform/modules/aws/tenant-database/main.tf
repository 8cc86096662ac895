# The database of one customer on a shared server, with a user of its own. Nobody else connects to it, and its user sees
# no other database. The password is kept in Secrets Manager; Terraform's state holds it too, and so is to be encrypted.
#
# Terraform connects to the server itself, as its administrator: whoever runs it stands in the server's network, and sets
# the provider postgresql up.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
    postgresql = {
      source  = "cyrilgdn/postgresql"
      version = "~> 1.26"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
}

locals {
  short    = replace(substr(var.instance_id, -12, 12), "-", "")
  database = "instance_${local.short}"
  user     = "user_${local.short}"
  tags     = merge(var.tags, { instance_id = var.instance_id, managed_by = "hosterizer" })
  url = format(
    "postgresql://%s:%s@%s:%d/%s?sslmode=require",
    local.user, random_password.user.result, var.server.host, var.server.port, local.database,
  )
}

resource "random_password" "user" {
  length = 40
  # The password stands in an address, where other signs mean something.
  special = false
}

resource "postgresql_role" "user" {
  name             = local.user
  login            = true
  password         = random_password.user.result
  connection_limit = var.connection_limit
  # What is running when the user is dropped belongs to the administrator then.
  skip_reassign_owned = false
}

resource "postgresql_database" "this" {
  name              = local.database
  owner             = postgresql_role.user.name
  encoding          = "UTF8"
  connection_limit  = var.connection_limit
  allow_connections = true
}

# PostgreSQL lets everybody connect to a new database.
resource "postgresql_grant" "nobody_else" {
  database    = postgresql_database.this.name
  role        = "public"
  object_type = "database"
  privileges  = []
}

resource "aws_secretsmanager_secret" "this" {
  name                    = "solobase/${var.instance_id}/database"
  description             = "How ${local.user} connects to ${local.database}."
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 0
  tags                    = local.tags
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id = aws_secretsmanager_secret.this.id
  secret_string = jsonencode({
    username = local.user
    password = random_password.user.result
    host     = var.server.host
    port     = var.server.port
    dbname   = local.database
    url      = local.url
  })
}
