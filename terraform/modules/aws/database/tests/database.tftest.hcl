mock_provider "aws" {
  mock_resource "aws_db_instance" {
    defaults = {
      address            = "site.rds.example"
      endpoint           = "site.rds.example:5432"
      master_user_secret = [{ kms_key_id = "k", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds", secret_status = "active" }]
    }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central-1"

  database_config   = { engine = "postgres" }
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
}

run "it_is_encrypted_private_and_without_a_known_password" {
  assert {
    condition     = aws_db_instance.site[0].storage_encrypted && !aws_db_instance.site[0].publicly_accessible
    error_message = "The database must be encrypted, and reachable from inside alone."
  }

  assert {
    condition     = aws_db_instance.site[0].manage_master_user_password && aws_db_instance.site[0].username == "site_admin"
    error_message = "AWS must keep the password."
  }

  assert {
    condition     = one(aws_secretsmanager_secret_rotation.site[0].rotation_rules).automatically_after_days == 90
    error_message = "The password must change every 90 days."
  }

  assert {
    condition     = contains([for parameter in aws_db_parameter_group.site[0].parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
    error_message = "Without TLS nobody may come in."
  }

  assert {
    condition     = aws_db_instance.site[0].tags.site_id == var.site_id
    error_message = "The database must say whose it is."
  }
}

run "it_is_backed_up_and_grows" {
  assert {
    condition     = can(regex("^site-0000000000a1-final-[0-9a-f]{8}$", aws_db_instance.site[0].final_snapshot_identifier))
    error_message = "The last snapshot must not have the name of another."
  }

  assert {
    condition     = aws_db_instance.site[0].backup_retention_period == 7 && !aws_db_instance.site[0].skip_final_snapshot
    error_message = "Backups must be kept for 7 days, and one when it is deleted."
  }

  assert {
    condition     = aws_db_instance.site[0].allocated_storage == 20 && aws_db_instance.site[0].max_allocated_storage == 100
    error_message = "The disk must grow to five times its size."
  }

  assert {
    condition     = aws_db_instance.site[0].instance_class == "db.t3.small" && !aws_db_instance.site[0].multi_az
    error_message = "SMALL must be one small instance."
  }

  assert {
    condition     = output.database_endpoint == "site.rds.example:5432" && output.connection.secret_arn != null
    error_message = "The endpoint must be given, and where its password is."
  }
}

run "a_large_one_with_a_standby" {
  variables {
    instance_type   = "LARGE"
    database_config = { engine = "mysql", version = "8.4.3", storage_gb = 100, backup_days = 30, high_availability = true }
  }

  assert {
    condition     = aws_db_instance.site[0].instance_class == "db.t3.large" && aws_db_instance.site[0].multi_az && aws_db_instance.site[0].backup_retention_period == 30
    error_message = "LARGE with a standby and a month of backups must be that."
  }

  assert {
    condition     = aws_db_parameter_group.site[0].family == "mysql8.4"
    error_message = "The parameters must be those of the version."
  }
}

run "none_is_none" {
  variables {
    database_config = { engine = "none" }
    subnet_ids      = []
  }

  assert {
    condition     = length(aws_db_instance.site) == 0 && output.database_endpoint == null && output.connection == null
    error_message = "Without an engine there must be no database."
  }
}

run "a_database_without_a_private_network_is_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-1"]
  }

  expect_failures = [aws_db_instance.site]
}

run "what_is_no_database_is_refused" {
  command = plan

  variables {
    database_config = { engine = "oracle", storage_gb = 5, backup_days = 99 }
  }

  expect_failures = [var.database_config]
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
