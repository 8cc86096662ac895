# Run with -var 'local={"root_dir": "<empty folder>", "host": "127.0.0.1", "port": <free port>, "url": "http://shop.example/"}'.

variables {
  site_id       = "0199b6f0-0000-7000-8000-000000000001"
  site_name     = "Shop"
  customer_id   = "0199b6f0-0000-7000-8000-0000000000aa"
  configuration = { title = "Shop", body = "Open." }
}

run "a_malformed_site_id_is_refused" {
  command = plan

  variables {
    site_id = "../../etc"
  }

  expect_failures = [var.site_id]
}

run "a_relative_folder_is_refused" {
  command = plan

  variables {
    local = { root_dir = "sites", host = "127.0.0.1", port = 20000, url = "http://shop.example/" }
  }

  expect_failures = [var.local]
}

run "an_empty_title_is_refused" {
  command = plan

  variables {
    configuration = { title = "" }
  }

  expect_failures = [var.configuration]
}

run "a_variable_for_the_system_is_refused" {
  command = plan

  variables {
    variables = { LD_PRELOAD = "/tmp/library.so" }
  }

  expect_failures = [var.variables]
}

run "a_website_without_database" {
  assert {
    condition     = output.site_url == var.local.url && output.database_endpoint == null
    error_message = "The address must be given back, and no database."
  }

  assert {
    condition     = join(" ", keys(output.resource_ids)) == "content folder port process"
    error_message = "All things must have their ids."
  }
}

run "its_configuration_asks_for_a_database" {
  variables {
    configuration = { title = "Shop", body = "Open.", database = true }
  }

  assert {
    condition     = output.database_endpoint == "sqlite://${output.resource_ids.database}"
    error_message = "The database must be made and its address given back."
  }

  assert {
    condition     = output.resource_ids.process == run.a_website_without_database.resource_ids.process
    error_message = "A new database is no reason to replace the server."
  }
}
