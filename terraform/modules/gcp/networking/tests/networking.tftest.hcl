mock_provider "google" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "europe-west3"

  database_config = { engine = "postgres" }
}

run "nobody_comes_in_from_outside" {
  assert {
    condition     = one(google_compute_firewall.nobody.deny).protocol == "all" && google_compute_firewall.nobody.source_ranges == toset(["0.0.0.0/0"])
    error_message = "Everybody must be kept out."
  }

  assert {
    condition     = !google_compute_network.site.auto_create_subnetworks && google_compute_subnetwork.site.private_ip_google_access
    error_message = "There must be one subnet, which reaches Google's services without leaving."
  }
}

run "the_database_stands_in_a_private_network" {
  assert {
    condition     = google_compute_global_address.database[0].purpose == "VPC_PEERING" && google_compute_global_address.database[0].address_type == "INTERNAL"
    error_message = "The database's addresses must be private."
  }

  assert {
    condition     = google_compute_global_address.database[0].labels.customer_id == var.customer_id
    error_message = "The addresses must say whose they are."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null && output.database_network != null
    error_message = "The outputs must be those of the common interface."
  }
}

run "without_a_database_there_is_no_connection" {
  variables {
    database_config = { engine = "none" }
  }

  assert {
    condition     = length(google_service_networking_connection.database) == 0 && output.database_network == null
    error_message = "There must be nothing for what is not there."
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
