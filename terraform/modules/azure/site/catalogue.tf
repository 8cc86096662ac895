# Written by tools/catalogue.ts from catalogue.json.

locals {
  regions = [
    "eastus",
    "eastus2",
    "centralus",
    "northcentralus",
    "southcentralus",
    "westcentralus",
    "westus",
    "westus2",
    "westus3",
    "canadacentral",
    "canadaeast",
    "mexicocentral",
    "brazilsouth",
    "northeurope",
    "westeurope",
    "uksouth",
    "ukwest",
    "francecentral",
    "germanywestcentral",
    "switzerlandnorth",
    "norwayeast",
    "swedencentral",
    "polandcentral",
    "italynorth",
    "spaincentral",
    "israelcentral",
    "uaenorth",
    "qatarcentral",
    "southafricanorth",
    "eastasia",
    "southeastasia",
    "centralindia",
    "southindia",
    "japaneast",
    "japanwest",
    "koreacentral",
    "australiaeast",
    "australiasoutheast",
    "newzealandnorth",
  ]

  sizes = {
    SMALL  = { compute = "B1", database = "B_Standard_B1ms" }
    MEDIUM = { compute = "P0v3", database = "B_Standard_B2s" }
    LARGE  = { compute = "P1v3", database = "GP_Standard_D2ds_v4" }
  }
}
