mock_provider "google" {
  mock_resource "google_sql_database_instance" {
    defaults = { private_ip_address = "10.30.0.3" }
  }
}

mock_provider "random" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "europe-west3"

  database_config = { engine = "postgres" }
  network         = "projects/p/global/networks/site-0000000000a1"
}

run "it_is_private_and_demands_tls" {
  assert {
    condition     = !one(one(google_sql_database_instance.site[0].settings).ip_configuration).ipv4_enabled && one(one(google_sql_database_instance.site[0].settings).ip_configuration).ssl_mode == "ENCRYPTED_ONLY"
    error_message = "The database must have a private address alone, and demand TLS."
  }

  assert {
    condition     = random_password.administrator[0].length == 40 && issensitive(output.connection)
    error_message = "The password must be long and secret."
  }

  assert {
    condition     = google_sql_database_instance.site[0].database_version == "POSTGRES_16" && one(google_sql_database_instance.site[0].settings).tier == "db-f1-micro"
    error_message = "SMALL must be the smallest PostgreSQL."
  }

  assert {
    condition     = one(one(google_sql_database_instance.site[0].settings).backup_configuration).enabled && one(one(google_sql_database_instance.site[0].settings).backup_configuration).point_in_time_recovery_enabled
    error_message = "It must be backed up, to any point in time."
  }

  assert {
    condition     = one(google_sql_database_instance.site[0].settings).disk_autoresize && one(google_sql_database_instance.site[0].settings).disk_autoresize_limit == 100
    error_message = "The disk must grow to five times its size."
  }

  assert {
    condition     = output.database_endpoint == "10.30.0.3:5432" && one(google_sql_database_instance.site[0].settings).user_labels.site_id == var.site_id
    error_message = "The endpoint must be given, and whose it is."
  }
}

run "mysql_with_a_standby" {
  variables {
    instance_type   = "LARGE"
    database_config = { engine = "mysql", backup_days = 30, high_availability = true }
  }

  assert {
    condition     = google_sql_database_instance.site[0].database_version == "MYSQL_8_4" && one(google_sql_database_instance.site[0].settings).availability_type == "REGIONAL"
    error_message = "MySQL with a standby must be that."
  }

  assert {
    condition     = one(one(google_sql_database_instance.site[0].settings).backup_configuration).binary_log_enabled && one(one(one(google_sql_database_instance.site[0].settings).backup_configuration).backup_retention_settings).retained_backups == 30
    error_message = "MySQL must keep its log, and 30 backups."
  }
}

run "none_is_none" {
  variables {
    database_config = { engine = "none" }
    network         = null
  }

  assert {
    condition     = length(google_sql_database_instance.site) == 0 && output.database_endpoint == null && output.site_url == null
    error_message = "Without an engine there must be no database."
  }
}

run "a_database_without_a_private_network_is_refused" {
  command = plan

  variables {
    network = null
  }

  expect_failures = [google_sql_database_instance.site]
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
