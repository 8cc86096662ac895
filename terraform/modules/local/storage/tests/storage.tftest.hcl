# Run with -var root_dir=<empty folder>.

variables {
  site_id     = "0199b6f0-0000-7000-8000-000000000001"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "local"
  content     = { title = "Shop", body = "Open." }
}

run "content_is_published" {
  assert {
    condition     = jsondecode(file(output.resource_ids.content)).title == "Shop"
    error_message = "The content must be in the site's folder."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null
    error_message = "Storage has neither address nor database."
  }
}

run "new_content_replaces_the_old" {
  variables {
    content = { title = "Shop", body = "Closed \"$(date)\" $${path.root} </script>\n" }
  }

  assert {
    condition     = jsondecode(file(output.resource_ids.content)).body == "Closed \"$(date)\" $${path.root} </script>\n"
    error_message = "The text must arrive as it was written."
  }

  assert {
    condition     = length([for line in split("\n", trimspace(file("${var.root_dir}/ledger.jsonl"))) : line if strcontains(line, "\"folder\"")]) == 1
    error_message = "The folder was made once and must stay."
  }
}

run "another_generation_publishes_it_anew" {
  variables {
    content_generation = "2"
  }

  assert {
    condition     = jsondecode(file("${output.resource_ids.folder}/content.json")).generation == "2"
    error_message = "The generation must be kept beside the content."
  }
}

# More than one environment variable holds, also when compressed.
run "a_long_text_arrives_whole" {
  variables {
    content = { body = join("", [for i in range(1000) : "${sha512(i)}${sha512(i + 1000)}"]) }
  }

  assert {
    condition     = length(local.parts) > 1
    error_message = "The text was meant to need more than one part."
  }

  assert {
    condition     = jsondecode(file(output.resource_ids.content)).body == var.content.body
    error_message = "The text must arrive whole."
  }
}
