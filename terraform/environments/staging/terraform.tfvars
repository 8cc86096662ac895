environment         = "staging"
region              = "us-east-1"
zone_count          = 2
nat                 = "single"
interface_endpoints = ["secretsmanager", "logs", "kms"]

shared_database_identifier = "solobase-shared-staging-01"
shared_database_class      = "db.t3.small"
multi_az                   = false
performance_insights       = true
backup_retention_period    = 7
log_retention_days         = 30
trail                      = false

management_image = "ghcr.io/solobase/management:0.1.0"
alert_emails     = ["alerts@solobase.dev"]
