variables {
  page          = "<h1>Shop</h1>"
  domain        = "shop.example"
  bytes_at_most = 16384
}

run "settings_are_data" {
  command = plan

  variables {
    page    = null
    image   = "ghcr.io/acme/shop:1.4.0"
    secrets = { API_KEY = "$(open-up)" }
  }

  assert {
    condition     = !strcontains(nonsensitive(output.script), "open-up") && !strcontains(nonsensitive(output.script), "shop.example")
    error_message = "Nothing that was configured may stand in the script as it is."
  }

  assert {
    condition     = issensitive(output.script)
    error_message = "The script holds secrets."
  }

  assert {
    condition     = strcontains(nonsensitive(output.script), "docker.io")
    error_message = "An image needs Docker."
  }
}

run "a_page_needs_no_docker" {
  command = plan

  assert {
    condition     = strcontains(nonsensitive(output.script), "apt-get install -y caddy unattended-upgrades")
    error_message = "A page needs a web server alone."
  }
}

run "more_than_the_provider_takes_is_refused" {
  command = plan

  variables {
    # What has no pattern cannot be compressed.
    page = join("", [for n in range(400) : sha512("${n}")])
  }

  expect_failures = [output.script]
}

run "a_page_and_an_image_are_refused" {
  command = plan

  variables {
    image = "ghcr.io/acme/shop:1.4.0"
  }

  expect_failures = [output.script]
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    image  = "$(rm -rf /)"
    port   = 70000
    domain = "shop.example { respond }"
  }

  expect_failures = [var.image, var.port, var.domain]
}
