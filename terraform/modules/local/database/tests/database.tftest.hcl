# Run with -var root_dir=<empty folder>.

variables {
  site_id     = "0199b6f0-0000-7000-8000-000000000001"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "local"
  content     = {}
}

run "folder" {
  module {
    source = "../storage"
  }
}

run "an_unknown_engine_is_refused" {
  command = plan

  variables {
    database_config = { engine = "oracle" }
  }

  expect_failures = [var.database_config]
}

run "no_database_by_default" {
  assert {
    condition     = output.database_endpoint == null && length(output.resource_ids) == 0
    error_message = "Nobody asked for a database."
  }
}

run "sqlite_makes_a_real_database" {
  variables {
    database_config = { engine = "sqlite" }
  }

  assert {
    condition     = startswith(filebase64(output.resource_ids.database), base64encode("SQLite format 3"))
    error_message = "The file must be a SQLite database."
  }

  assert {
    condition     = output.database_endpoint == "sqlite://${output.resource_ids.database}"
    error_message = "The endpoint must name the file."
  }
}

run "none_removes_it_again" {
  assert {
    condition     = !fileexists("${var.root_dir}/${var.site_id}/site.sqlite") && output.database_endpoint == null
    error_message = "The database must be gone."
  }
}
