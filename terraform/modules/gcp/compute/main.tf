# The application of one site on Cloud Run: a container image, or a web server that shows the bucket's files. It has TLS
# at an address of its own, a service account of its own, and its secrets in Secret Manager, each readable by this account
# alone. Nobody asks for it, and it sleeps.

terraform {
  required_version = "~> 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

module "site" {
  source = "../site"

  site_id       = var.site_id
  site_name     = var.site_name
  customer_id   = var.customer_id
  region        = var.region
  instance_type = var.instance_type
  tags          = var.tags
}

locals {
  files = var.image == null
  # A size is written like 2x4Gi: processors and memory.
  size = split("x", module.site.compute)

  secrets = merge(
    var.database == null ? {} : { DATABASE_USER = var.database.user, DATABASE_PASSWORD = var.database.password },
    var.secrets,
  )
  # The names are no secret, and resources cannot be made for each of something secret.
  secret_names = nonsensitive(toset(keys(local.secrets)))

  database = nonsensitive(var.database == null) ? {} : {
    DATABASE_ENGINE = nonsensitive(var.database.engine)
    DATABASE_HOST   = nonsensitive(var.database.host)
    DATABASE_PORT   = nonsensitive(tostring(var.database.port))
    DATABASE_NAME   = nonsensitive(var.database.name)
  }
}

resource "google_service_account" "site" {
  account_id   = module.site.name
  display_name = substr("Site ${var.site_name}", 0, 100)
}

resource "google_secret_manager_secret" "site" {
  for_each = local.secret_names

  secret_id = "${module.site.name}-${each.value}"
  labels    = module.site.tags

  replication {
    user_managed {
      replicas {
        location = module.site.region
      }
    }
  }
}

resource "google_secret_manager_secret_version" "site" {
  for_each = local.secret_names

  secret      = google_secret_manager_secret.site[each.value].id
  secret_data = local.secrets[each.value]
}

resource "google_secret_manager_secret_iam_member" "site" {
  for_each = local.secret_names

  secret_id = google_secret_manager_secret.site[each.value].id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.site.email}"
}

# The account reads the files of its own site.
resource "google_storage_bucket_iam_member" "files" {
  count = local.files ? 1 : 0

  bucket = var.bucket
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${google_service_account.site.email}"

  lifecycle {
    precondition {
      condition     = var.bucket != null
      error_message = "Without an image the application shows files, and so needs to be told their bucket."
    }
  }
}

resource "google_cloud_run_v2_service" "site" {
  name                = module.site.name
  location            = module.site.region
  description         = substr("Site ${var.site_name}", 0, 512)
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = false
  labels              = module.site.tags

  template {
    service_account       = google_service_account.site.email
    execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
    labels                = module.site.tags
    timeout               = "60s"

    scaling {
      min_instance_count = 0
      max_instance_count = var.instances_at_most
    }

    dynamic "vpc_access" {
      for_each = var.network[*]

      content {
        egress = "PRIVATE_RANGES_ONLY"

        network_interfaces {
          network    = vpc_access.value.network
          subnetwork = vpc_access.value.subnet
        }
      }
    }

    dynamic "volumes" {
      for_each = local.files ? [1] : []

      content {
        name = "files"

        gcs {
          bucket    = var.bucket
          read_only = true
        }
      }
    }

    containers {
      image = local.files ? "docker.io/library/nginx:1.28-alpine" : var.image

      ports {
        container_port = local.files ? 80 : var.port
      }

      resources {
        limits            = { cpu = local.size[0], memory = local.size[1] }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      dynamic "volume_mounts" {
        for_each = local.files ? [1] : []

        content {
          name       = "files"
          mount_path = "/usr/share/nginx/html"
        }
      }

      dynamic "env" {
        for_each = merge(local.database, var.variables)

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.secret_names

        content {
          name = env.value

          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.site[env.value].secret_id
              version = google_secret_manager_secret_version.site[env.value].version
            }
          }
        }
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.site, google_storage_bucket_iam_member.files]
}

# A website is for everybody.
resource "google_cloud_run_v2_service_iam_member" "visitors" {
  name     = google_cloud_run_v2_service.site.name
  location = google_cloud_run_v2_service.site.location
  role     = "roles/run.invoker"
  member   = "allUsers"
}
