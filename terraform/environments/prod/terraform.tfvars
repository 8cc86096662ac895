environment         = "prod"
region              = "us-east-1"
zone_count          = 3
nat                 = "each"
interface_endpoints = ["secretsmanager", "logs", "kms"]

shared_database_identifier = "solobase-shared-prod-01"
shared_database_class      = "db.t3.medium"
multi_az                   = true
performance_insights       = true
backup_retention_period    = 7
log_retention_days         = 30
trail                      = true

backup_region       = "us-west-2"
copy_retention_days = 30

management_image = "ghcr.io/solobase/management:0.1.0"
alert_emails     = ["alerts@solobase.dev"]
