# Run with -var root_dir=<empty folder> -var port=<free port>.

variables {
  site_id     = "0199b6f0-0000-7000-8000-000000000001"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "local"
  host        = "127.0.0.1"
  url         = "http://shop.example/"
  content     = {}
}

run "folder" {
  module {
    source = "../storage"
  }
}

run "an_unknown_size_is_refused" {
  command = plan

  variables {
    instance_type = "HUGE"
  }

  expect_failures = [var.instance_type]
}

run "a_server_runs" {
  assert {
    condition     = jsondecode(file("${var.root_dir}/${var.site_id}/process.json")).memoryMb == 32
    error_message = "A SMALL server must run with 32 MB."
  }

  assert {
    condition     = output.site_url == var.url && output.database_endpoint == null
    error_message = "The site's address must be given back."
  }
}

run "new_tags_leave_it_alone" {
  variables {
    tags = { team = "web" }
  }

  assert {
    condition     = output.resource_ids.process == run.a_server_runs.resource_ids.process
    error_message = "Tags are no reason to replace a server."
  }
}

run "a_new_generation_replaces_it" {
  variables {
    process_generation = "2"
  }

  assert {
    condition     = output.resource_ids.process != run.a_server_runs.resource_ids.process
    error_message = "Another generation must be another process."
  }

  assert {
    condition     = jsondecode(file("${var.root_dir}/${var.site_id}/process.json")).generation == "2"
    error_message = "The server must be of the new generation."
  }
}

run "a_larger_size_replaces_it" {
  variables {
    process_generation = "2"
    instance_type      = "LARGE"
  }

  assert {
    condition     = jsondecode(file("${var.root_dir}/${var.site_id}/process.json")).memoryMb == 128
    error_message = "A LARGE server must run with 128 MB."
  }
}

run "a_secret_replaces_it_and_stays_out_of_its_record" {
  variables {
    variables = { HOURS = "9 to 5" }
    secrets   = { API_KEY = "open-up" }
  }

  assert {
    condition     = jsondecode(file("${var.root_dir}/${var.site_id}/variables.json")).HOURS == "9 to 5"
    error_message = "The variables must be kept for the server."
  }

  assert {
    condition     = jsondecode(file("${var.root_dir}/${var.site_id}/secrets.json")).API_KEY == "open-up"
    error_message = "The secrets must be kept for the server."
  }

  assert {
    condition     = !strcontains(file("${var.root_dir}/${var.site_id}/process.json"), "open-up")
    error_message = "A secret must not be in the record of the process."
  }
}

run "a_secret_that_would_change_how_node_runs_is_refused" {
  command = plan

  variables {
    secrets = { NODE_OPTIONS = "--inspect" }
  }

  expect_failures = [terraform_data.secrets]
}
