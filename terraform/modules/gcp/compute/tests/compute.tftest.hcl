mock_provider "google" {
  mock_resource "google_cloud_run_v2_service" {
    defaults = { uri = "https://site-0000000000a1.run.example" }
  }

  mock_resource "google_service_account" {
    defaults = { email = "site@project.iam.example" }
  }
}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "europe-west3"

  bucket  = "site-0000000000a1-europe-west3"
  network = { network = "projects/p/global/networks/site", subnet = "projects/p/regions/europe-west3/subnetworks/site" }
}

run "files_are_shown_from_the_bucket" {
  assert {
    condition     = one(one(one(google_cloud_run_v2_service.site.template).volumes).gcs).read_only
    error_message = "The files must be mounted to be read."
  }

  assert {
    condition     = one(one(one(google_cloud_run_v2_service.site.template).containers).resources).limits == tomap({ cpu = "1", memory = "512Mi" })
    error_message = "SMALL must be one processor and 512 MB."
  }

  assert {
    condition     = one(one(google_cloud_run_v2_service.site.template).scaling).max_instance_count == 5
    error_message = "What it can cost must be limited."
  }

  assert {
    condition     = one(one(google_cloud_run_v2_service.site.template).vpc_access).egress == "PRIVATE_RANGES_ONLY"
    error_message = "Private addresses must be reached inside the network."
  }

  assert {
    condition     = output.site_url == "https://site-0000000000a1.run.example/" && output.database_endpoint == null
    error_message = "The address must have TLS."
  }

  assert {
    condition     = google_cloud_run_v2_service.site.labels.customer_id == var.customer_id && length(google_secret_manager_secret.site) == 0
    error_message = "The service must say whose it is."
  }
}

run "its_account_is_its_own" {
  assert {
    condition     = one(google_cloud_run_v2_service.site.template).service_account == "site@project.iam.example" && google_storage_bucket_iam_member.files[0].role == "roles/storage.objectViewer"
    error_message = "It must run as an account of its own, which reads its files and no more."
  }
}

run "secrets_are_kept_apart" {
  variables {
    image     = "docker.io/acme/shop:1.4.0"
    variables = { HOURS = "9 to 5" }
    secrets   = { API_KEY = "open-up" }
    database  = { engine = "postgres", host = "10.30.0.3", port = 5432, name = "site", user = "site_admin", password = "swordfish" }
  }

  assert {
    condition = alltrue([
      for env in one(one(google_cloud_run_v2_service.site.template).containers).env :
      length(env.value_source) == 1 if contains(["API_KEY", "DATABASE_USER", "DATABASE_PASSWORD"], env.name)
    ])
    error_message = "The service must refer to its secrets, not hold them."
  }

  assert {
    condition     = toset(keys(google_secret_manager_secret.site)) == toset(["API_KEY", "DATABASE_USER", "DATABASE_PASSWORD"])
    error_message = "The database's password must be a secret as well."
  }

  assert {
    condition     = alltrue([for member in google_secret_manager_secret_iam_member.site : member.member == "serviceAccount:site@project.iam.example"])
    error_message = "Its own account alone may read its secrets."
  }
}

run "large_is_larger" {
  command = plan

  variables {
    instance_type = "LARGE"
  }

  assert {
    condition     = one(one(one(google_cloud_run_v2_service.site.template).containers).resources).limits == tomap({ cpu = "4", memory = "8Gi" })
    error_message = "LARGE must be four processors and 8 GB."
  }
}

run "neither_image_nor_files_is_refused" {
  command = plan

  variables {
    bucket = null
  }

  expect_failures = [google_storage_bucket_iam_member.files]
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    image             = "$(rm -rf /)"
    port              = 0
    instances_at_most = 1000
  }

  expect_failures = [var.image, var.port, var.instances_at_most]
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
