# Written by tools/catalogue.ts from catalogue.json.

locals {
  regions = [
    "us-east",
    "us-central",
    "us-west",
    "us-southeast",
    "us-iad",
    "us-ord",
    "us-sea",
    "us-lax",
    "us-mia",
    "ca-central",
    "br-gru",
    "eu-west",
    "gb-lon",
    "eu-central",
    "de-fra-2",
    "fr-par",
    "nl-ams",
    "se-sto",
    "es-mad",
    "it-mil",
    "ap-west",
    "in-bom-2",
    "in-maa",
    "ap-south",
    "sg-sin-2",
    "id-cgk",
    "ap-northeast",
    "jp-tyo-3",
    "jp-osa",
    "ap-southeast",
    "au-mel",
  ]

  sizes = {
    SMALL  = { compute = "g6-nanode-1", database = null }
    MEDIUM = { compute = "g6-standard-2", database = null }
    LARGE  = { compute = "g6-standard-4", database = null }
  }
}
