# The application of one site on App Service: a container image, or a web server that shows the mounted files. It has TLS
# at an address of its own, an identity of its own, and its secrets in a vault that this identity alone reads.

terraform {
  required_version = "~> 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
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
  files       = var.image == null
  has_secrets = nonsensitive(length(local.secrets) > 0)
  has_mount   = nonsensitive(var.mount != null)

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

  # Docker Hub is meant where no other registry is named.
  registry = can(regex("^[^/]+[.:][^/]*/", local.image)) ? "https://${split("/", local.image)[0]}" : "https://index.docker.io"
  image    = local.files ? "library/nginx:1.28-alpine" : var.image
  bare     = can(regex("^[^/]+[.:][^/]*/", local.image)) ? join("/", slice(split("/", local.image), 1, length(split("/", local.image)))) : local.image
}

data "azurerm_client_config" "here" {}

resource "azurerm_service_plan" "site" {
  name                = module.site.name
  resource_group_name = var.resource_group
  location            = module.site.region
  os_type             = "Linux"
  sku_name            = module.site.compute
  tags                = module.site.tags
}

resource "azurerm_user_assigned_identity" "site" {
  name                = module.site.name
  resource_group_name = var.resource_group
  location            = module.site.region
  tags                = module.site.tags
}

resource "azurerm_key_vault" "site" {
  count = local.has_secrets ? 1 : 0

  name                       = module.site.name
  resource_group_name        = var.resource_group
  location                   = module.site.region
  tenant_id                  = data.azurerm_client_config.here.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = false
  soft_delete_retention_days = 7
  purge_protection_enabled   = false
  tags                       = module.site.tags
}

# Whoever runs Terraform writes the secrets.
resource "azurerm_key_vault_access_policy" "platform" {
  count = length(azurerm_key_vault.site)

  key_vault_id       = azurerm_key_vault.site[0].id
  tenant_id          = data.azurerm_client_config.here.tenant_id
  object_id          = data.azurerm_client_config.here.object_id
  secret_permissions = ["Get", "List", "Set", "Delete", "Purge", "Recover"]
}

resource "azurerm_key_vault_access_policy" "application" {
  count = length(azurerm_key_vault.site)

  key_vault_id       = azurerm_key_vault.site[0].id
  tenant_id          = azurerm_user_assigned_identity.site.tenant_id
  object_id          = azurerm_user_assigned_identity.site.principal_id
  secret_permissions = ["Get"]
}

resource "azurerm_key_vault_secret" "site" {
  for_each = local.secret_names

  # A vault takes no underscores in a name.
  name         = replace(each.value, "_", "-")
  value        = local.secrets[each.value]
  key_vault_id = azurerm_key_vault.site[0].id
  tags         = module.site.tags

  depends_on = [azurerm_key_vault_access_policy.platform]
}

resource "azurerm_linux_web_app" "site" {
  name                = module.site.name
  resource_group_name = var.resource_group
  location            = module.site.region
  service_plan_id     = azurerm_service_plan.site.id

  https_only                      = true
  public_network_access_enabled   = true
  client_affinity_enabled         = false
  virtual_network_subnet_id       = var.subnet_id
  key_vault_reference_identity_id = azurerm_user_assigned_identity.site.id

  ftp_publish_basic_authentication_enabled       = false
  webdeploy_publish_basic_authentication_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.site.id]
  }

  site_config {
    always_on              = true
    http2_enabled          = true
    minimum_tls_version    = "1.2"
    ftps_state             = "Disabled"
    vnet_route_all_enabled = var.subnet_id != null

    application_stack {
      docker_registry_url = local.registry
      docker_image_name   = local.bare
    }
  }

  app_settings = merge(
    { WEBSITES_PORT = local.files ? "80" : tostring(var.port), PORT = local.files ? "80" : tostring(var.port) },
    local.database,
    var.variables,
    # App Service fetches the value when the application starts.
    { for name in local.secret_names : name => "@Microsoft.KeyVault(SecretUri=${azurerm_key_vault_secret.site[name].versionless_id})" },
  )

  dynamic "storage_account" {
    for_each = local.files && local.has_mount ? [1] : []

    content {
      name         = "files"
      type         = "AzureBlob"
      account_name = var.mount.account
      share_name   = var.mount.container
      access_key   = var.mount.key
      mount_path   = "/usr/share/nginx/html"
    }
  }

  logs {
    http_logs {
      file_system {
        retention_in_days = 3
        retention_in_mb   = 35
      }
    }
  }

  tags = module.site.tags

  lifecycle {
    precondition {
      condition     = !local.files || local.has_mount
      error_message = "Without an image the application shows files, and so needs to be told where they are."
    }
  }

  depends_on = [azurerm_key_vault_access_policy.application]
}
