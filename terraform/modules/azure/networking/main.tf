# The resource group of one site and its network: one subnet for the application, and one for a database that nobody
# reaches from outside, with a private name.

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
  ports = { none = null, postgres = "5432", mysql = "3306" }
  port  = local.ports[var.database_config.engine]

  services = {
    postgres = "Microsoft.DBforPostgreSQL/flexibleServers"
    mysql    = "Microsoft.DBforMySQL/flexibleServers"
  }
  zones = { postgres = "postgres.database.azure.com", mysql = "mysql.database.azure.com" }
}

resource "azurerm_resource_group" "site" {
  name     = module.site.name
  location = module.site.region
  tags     = module.site.tags
}

resource "azurerm_virtual_network" "site" {
  name                = module.site.name
  location            = azurerm_resource_group.site.location
  resource_group_name = azurerm_resource_group.site.name
  address_space       = [var.cidr_block]
  tags                = module.site.tags
}

resource "azurerm_subnet" "application" {
  name                 = "application"
  resource_group_name  = azurerm_resource_group.site.name
  virtual_network_name = azurerm_virtual_network.site.name
  address_prefixes     = [cidrsubnet(var.cidr_block, 4, 0)]
  service_endpoints    = ["Microsoft.KeyVault", "Microsoft.Storage"]

  delegation {
    name = "application"

    service_delegation {
      name    = "Microsoft.Web/serverFarms"
      actions = ["Microsoft.Network/virtualNetworks/subnets/action"]
    }
  }
}

resource "azurerm_subnet" "database" {
  count = local.port == null ? 0 : 1

  name                 = "database"
  resource_group_name  = azurerm_resource_group.site.name
  virtual_network_name = azurerm_virtual_network.site.name
  address_prefixes     = [cidrsubnet(var.cidr_block, 4, 1)]

  delegation {
    name = "database"

    service_delegation {
      name    = local.services[var.database_config.engine]
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_network_security_group" "database" {
  count = length(azurerm_subnet.database)

  name                = "${module.site.name}-database"
  location            = azurerm_resource_group.site.location
  resource_group_name = azurerm_resource_group.site.name
  tags                = module.site.tags

  security_rule {
    name                       = "application"
    description                = "The application reaches the database."
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_address_prefix      = azurerm_subnet.application.address_prefixes[0]
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = local.port
  }

  security_rule {
    name                       = "servers"
    description                = "The database and its standby reach each other."
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_address_prefix      = azurerm_subnet.database[0].address_prefixes[0]
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "*"
  }

  security_rule {
    name                       = "nobody-else"
    description                = "Nobody else does."
    priority                   = 4096
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "*"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "database" {
  count = length(azurerm_subnet.database)

  subnet_id                 = azurerm_subnet.database[0].id
  network_security_group_id = azurerm_network_security_group.database[0].id
}

# The zone must not be called like the server in it.
resource "azurerm_private_dns_zone" "database" {
  count = length(azurerm_subnet.database)

  name                = "${module.site.name}-private.${local.zones[var.database_config.engine]}"
  resource_group_name = azurerm_resource_group.site.name
  tags                = module.site.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "database" {
  count = length(azurerm_subnet.database)

  name                  = "site"
  resource_group_name   = azurerm_resource_group.site.name
  private_dns_zone_name = azurerm_private_dns_zone.database[0].name
  virtual_network_id    = azurerm_virtual_network.site.id
  tags                  = module.site.tags
}
