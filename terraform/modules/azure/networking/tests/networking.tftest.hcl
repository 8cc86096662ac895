mock_provider "azurerm" {}

variables {
  site_id     = "0199b6f0-0000-7000-8000-0000000000a1"
  site_name   = "Shop"
  customer_id = "0199b6f0-0000-7000-8000-0000000000aa"
  region      = "westeurope"

  database_config = { engine = "postgres" }
}

run "only_the_application_reaches_the_database" {
  assert {
    condition = anytrue([
      for rule in azurerm_network_security_group.database[0].security_rule :
      rule.access == "Allow" && rule.destination_port_range == "5432" && rule.source_address_prefix == "10.20.0.0/24"
    ])
    error_message = "The application's subnet must be let in."
  }

  assert {
    condition = anytrue([
      for rule in azurerm_network_security_group.database[0].security_rule :
      rule.access == "Deny" && rule.priority == 4096 && rule.source_address_prefix == "*"
    ])
    error_message = "Everybody else must be kept out."
  }

  assert {
    condition     = azurerm_subnet.database[0].address_prefixes != azurerm_subnet.application.address_prefixes
    error_message = "The subnets must not overlap."
  }
}

run "everything_is_labelled" {
  assert {
    condition     = azurerm_resource_group.site.tags.customer_id == var.customer_id && azurerm_virtual_network.site.tags.site_id == var.site_id
    error_message = "Group and network must say whose they are."
  }
}

run "mysql_has_its_own_subnet_and_port" {
  variables {
    database_config = { engine = "mysql" }
  }

  assert {
    condition     = one(one(azurerm_subnet.database[0].delegation).service_delegation).name == "Microsoft.DBforMySQL/flexibleServers"
    error_message = "The subnet must be for MySQL."
  }

  assert {
    condition     = contains([for rule in azurerm_network_security_group.database[0].security_rule : rule.destination_port_range], "3306")
    error_message = "MySQL listens at 3306."
  }
}

run "without_a_database_there_is_no_subnet_for_it" {
  variables {
    database_config = { engine = "none" }
  }

  assert {
    condition     = length(azurerm_subnet.database) == 0 && output.database_network == null
    error_message = "There must be nothing for what is not there."
  }

  assert {
    condition     = output.site_url == null && output.database_endpoint == null && output.resource_ids.resource_group == "site-0000000000a1"
    error_message = "The outputs must be those of the common interface."
  }
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
