# The state holds secrets: its bucket is to be private, versioned and encrypted, and no more people are to read it than
# may read those. Other names are given with `terraform init -backend-config`.
terraform {
  backend "s3" {
    bucket         = "solobase-terraform-state"
    key            = "dev/terraform.tfstate"
    region         = "us-east-1"
    dynamodb_table = "solobase-terraform-locks"
    encrypt        = true
  }
}
