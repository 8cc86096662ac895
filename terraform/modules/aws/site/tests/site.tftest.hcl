variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "eu-central-1"
  tags        = { team = "web" }
}

run "names_are_unique_and_tags_say_whose" {
  command = plan

  assert {
    condition     = output.name == "site-0000000000a1"
    error_message = "A name must be made of the site's id."
  }

  assert {
    condition     = output.tags.customer_id == var.customer_id && output.tags.team == "web"
    error_message = "The tags must name the customer, and hold what was asked for."
  }

  assert {
    condition     = output.compute == "t3.micro"
    error_message = "SMALL must be the smallest instance."
  }
}

run "a_name_of_any_letters_makes_tags_that_the_provider_takes" {
  command = plan

  variables {
    site_name = "Müller & Söhne"
    tags      = { team = "web & shop: one two three four five six seven eight nine" }
  }

  assert {
    condition     = output.tags.Name == "Müller - Söhne" && startswith(output.tags.team, "web - shop: one")
    error_message = "A tag must hold only what the provider takes."
  }
}

run "large_is_larger" {
  command = plan

  variables {
    instance_type = "LARGE"
  }

  assert {
    condition     = output.compute == "t3.large" && output.database == "db.t3.large"
    error_message = "LARGE must be the largest instance."
  }
}

run "a_region_that_there_is_not_is_refused" {
  command = plan

  variables {
    region = "eu-central-9"
  }

  expect_failures = [output.region]
}
