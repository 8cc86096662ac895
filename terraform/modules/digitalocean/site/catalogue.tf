# Written by tools/catalogue.ts from catalogue.json.

locals {
  regions = [
    "nyc1",
    "nyc2",
    "nyc3",
    "sfo2",
    "sfo3",
    "atl1",
    "tor1",
    "ams3",
    "lon1",
    "fra1",
    "blr1",
    "sgp1",
    "syd1",
  ]

  sizes = {
    SMALL  = { compute = "s-1vcpu-1gb", database = "db-s-1vcpu-1gb" }
    MEDIUM = { compute = "s-2vcpu-4gb", database = "db-s-2vcpu-4gb" }
    LARGE  = { compute = "s-4vcpu-8gb", database = "db-s-4vcpu-8gb" }
  }
}
