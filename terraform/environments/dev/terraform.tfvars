environment         = "dev"
region              = "us-east-1"
zone_count          = 2
nat                 = "single"
interface_endpoints = []

shared_database_identifier = "solobase-shared-dev-01"
shared_database_class      = "db.t3.small"
multi_az                   = false
performance_insights       = false
backup_retention_period    = 0
log_retention_days         = 3
trail                      = false

management_image = "ghcr.io/solobase/management:0.1.0"
alert_emails     = []
