# Run with -var root_dir=<empty folder> -var port=<free port>.

variables {
  site_id     = "0199b6f0-0000-7000-8000-000000000001"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "local"
  host        = "127.0.0.1"
  url         = "http://shop.example/"
}

run "privileged_port_is_refused" {
  command = plan

  variables {
    port = 80
  }

  expect_failures = [var.port]
}

run "another_region_is_refused" {
  command = plan

  variables {
    region = "eu-west-1"
  }

  expect_failures = [var.region]
}

run "the_site_holds_the_port" {
  assert {
    condition     = jsondecode(file("${var.root_dir}/ports/${var.port}.json")).siteId == var.site_id
    error_message = "The lease must name the site."
  }

  assert {
    condition     = output.port == var.port && output.host == var.host && output.site_url == var.url
    error_message = "The outputs must tell where to listen and what visitors use."
  }
}

run "new_tags_change_nothing_on_the_machine" {
  variables {
    tags = { team = "web" }
  }

  assert {
    condition     = terraform_data.port.output.labels.team == "web" && output.database_endpoint == null
    error_message = "Tags must be recorded."
  }

  assert {
    condition     = length(split("\n", trimspace(file("${var.root_dir}/ledger.jsonl")))) == 1
    error_message = "The lease was made once, so the ledger must have one line."
  }
}
