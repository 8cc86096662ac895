mock_provider "digitalocean" {
  mock_resource "digitalocean_database_cluster" {
    defaults = { private_host = "private-site.db.example", port = 25060, user = "doadmin", password = "swordfish" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "fra1"

  database_config = { engine = "postgres" }
  network         = "00000000-0000-4000-8000-000000000001"
  machine_tag     = "site-0000000000a1"
}

run "only_the_machine_reaches_it" {
  assert {
    condition     = one(digitalocean_database_firewall.site[0].rule).type == "tag" && one(digitalocean_database_firewall.site[0].rule).value == "site-0000000000a1"
    error_message = "The database must be open to the site's machine alone."
  }

  assert {
    condition     = digitalocean_database_cluster.site[0].private_network_uuid == var.network && digitalocean_database_cluster.site[0].engine == "pg"
    error_message = "PostgreSQL must stand in the private network."
  }

  assert {
    condition     = digitalocean_database_cluster.site[0].size == "db-s-1vcpu-1gb" && digitalocean_database_cluster.site[0].node_count == 1 && digitalocean_database_cluster.site[0].storage_size_mib == "20480"
    error_message = "SMALL must be one small node with the disk that was asked for."
  }

  assert {
    condition     = output.database_endpoint == "private-site.db.example:25060" && issensitive(output.connection)
    error_message = "The endpoint must be private, and the password secret."
  }

  assert {
    condition     = contains(digitalocean_database_cluster.site[0].tags, "customer:${var.customer_id}")
    error_message = "The database must say whose it is."
  }
}

run "mysql_with_a_standby" {
  variables {
    instance_type   = "MEDIUM"
    database_config = { engine = "mysql", high_availability = true }
  }

  assert {
    condition     = digitalocean_database_cluster.site[0].node_count == 2 && digitalocean_database_cluster.site[0].engine == "mysql" && digitalocean_database_cluster.site[0].storage_size_mib == "61440"
    error_message = "MySQL with a standby must be two nodes, with the smallest disk of their size."
  }
}

run "none_is_none" {
  variables {
    database_config = { engine = "none" }
    network         = null
    machine_tag     = null
  }

  assert {
    condition     = length(digitalocean_database_cluster.site) == 0 && output.database_endpoint == null && output.site_url == null
    error_message = "Without an engine there must be no database."
  }
}

run "what_digitalocean_does_not_have_is_refused" {
  command = plan

  variables {
    database_config = { engine = "postgres", high_availability = true, backup_days = 30 }
  }

  expect_failures = [digitalocean_database_cluster.site]
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
