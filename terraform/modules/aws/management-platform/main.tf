# The platform that manages the customers' instances: a cluster on Fargate, a load balancer with TLS that the containers
# of customers stand behind as well, and a database of its own. Without a domain of the platform's own there is no
# certificate, and so neither service nor listener: the cluster alone is made.

terraform {
  required_version = "~> 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

locals {
  name     = "solobase-${var.environment}"
  tags     = merge(var.tags, { Name = local.name, environment = var.environment, managed_by = "hosterizer" })
  log_days = { dev = 3, staging = 30, prod = 30 }
  serves   = var.certificate_arn == null ? 0 : 1

  container = {
    name            = "management"
    image           = var.image
    essential       = true
    portMappings    = [{ containerPort = var.port, protocol = "tcp" }]
    environment     = [for name, value in merge(var.variables, { SOLOBASE_ENVIRONMENT = var.environment, PORT = tostring(var.port), DATABASE_HOST = module.database.server.host, DATABASE_NAME = "solobase" }) : { name = name, value = value }]
    secrets         = [for key in ["username", "password"] : { name = "DATABASE_${upper(key)}", valueFrom = "${module.database.server.secret_arn}:${key}::" }]
    linuxParameters = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "management"
      }
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = local.name
  tags = local.tags

  setting {
    name  = "containerInsights"
    value = var.environment == "dev" ? "disabled" : "enabled"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${local.name}-management"
  retention_in_days = local.log_days[var.environment]
  tags              = local.tags
}

# --- the load balancer

resource "aws_security_group" "balancer" {
  name        = "${local.name}-balancer"
  description = "The load balancer of ${local.name}."
  vpc_id      = var.vpc_id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "visitors" {
  for_each = { http = 80, https = 443 }

  security_group_id = aws_security_group.balancer.id
  description       = "Visitors; without TLS they are sent to where it is."
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "containers" {
  security_group_id = aws_security_group.balancer.id
  description       = "Containers in the network."
  cidr_ipv4         = var.vpc_cidr_block
  ip_protocol       = "tcp"
  from_port         = 1024
  to_port           = 65535
  tags              = local.tags
}

resource "aws_lb" "this" {
  name                       = local.name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.public_subnet_ids
  security_groups            = [aws_security_group.balancer.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.environment == "prod"
  idle_timeout               = 60
  tags                       = local.tags
}

resource "aws_lb_target_group" "management" {
  name                 = "${local.name}-management"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = var.port
  deregistration_delay = 30
  tags                 = local.tags

  health_check {
    path                = var.health_path
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  protocol          = "HTTP"
  port              = 80
  tags              = local.tags

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  count = local.serves

  load_balancer_arn = aws_lb.this.arn
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  tags              = local.tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.management.arn
  }
}

# --- the database

module "database" {
  source = "../shared-rds"

  environment             = var.environment
  instance_identifier     = "${local.name}-management"
  instance_class          = var.database_instance_class
  allocated_storage       = 20
  max_allocated_storage   = 100
  multi_az                = var.environment == "prod"
  vpc_id                  = var.vpc_id
  subnet_ids              = var.private_subnet_ids
  allowed_security_groups = { management = aws_security_group.management.id }
  backup_retention_period = var.backup_retention_period
  performance_insights    = var.environment == "prod"
  log_retention_days      = local.log_days[var.environment]
  max_connections         = 100
  connections_alarm       = 80
  free_storage_alarm_gb   = 4
  alarm_topic_arns        = var.alarm_topic_arns
  tags                    = local.tags
}

# --- the service

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "start" {
  statement {
    sid       = "WriteOwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  statement {
    sid       = "ReadOwnPassword"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [module.database.server.secret_arn]
  }

  statement {
    sid       = "DecryptOwnPassword"
    actions   = ["kms:Decrypt"]
    resources = ["arn:aws:kms:${var.region}:*:key/${module.database.resource_ids.key}"]
  }
}

resource "aws_iam_role" "start" {
  name               = "${local.name}-management-start"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "start" {
  name   = "start"
  role   = aws_iam_role.start.id
  policy = data.aws_iam_policy_document.start.json
}

# The platform orders instances through Hosterizer, and so needs no rights at AWS.
resource "aws_iam_role" "management" {
  name               = "${local.name}-management"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = local.tags
}

resource "aws_security_group" "management" {
  name        = "${local.name}-management"
  description = "The management platform of ${local.name}."
  vpc_id      = var.vpc_id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "management" {
  security_group_id            = aws_security_group.management.id
  description                  = "The load balancer."
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "management" {
  for_each = { https = 443, postgres = 5432 }

  security_group_id = aws_security_group.management.id
  description       = "Services with TLS, and the database."
  cidr_ipv4         = each.key == "https" ? "0.0.0.0/0" : var.vpc_cidr_block
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  tags              = local.tags
}

resource "aws_ecs_task_definition" "management" {
  family                   = "${local.name}-management"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.environment == "prod" ? 512 : 256
  memory                   = var.environment == "prod" ? 1024 : 512
  execution_role_arn       = aws_iam_role.start.arn
  task_role_arn            = aws_iam_role.management.arn
  container_definitions    = jsonencode([local.container])
  tags                     = local.tags
}

resource "aws_ecs_service" "management" {
  count = local.serves

  name                              = "management"
  cluster                           = aws_ecs_cluster.this.arn
  task_definition                   = aws_ecs_task_definition.management.arn
  launch_type                       = "FARGATE"
  desired_count                     = var.environment == "prod" ? 2 : 1
  health_check_grace_period_seconds = 60
  propagate_tags                    = "SERVICE"
  tags                              = local.tags

  network_configuration {
    subnets          = var.private_subnet_ids
    security_groups  = [aws_security_group.management.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.management.arn
    container_name   = "management"
    container_port   = var.port
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  depends_on = [aws_lb_listener.https, aws_iam_role_policy.start]
}

resource "aws_cloudwatch_metric_alarm" "failures" {
  alarm_name          = "${local.name}-failures"
  alarm_description   = "More than 10 answers in 5 minutes were errors of the server."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  dimensions          = { LoadBalancer = aws_lb.this.arn_suffix }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = local.tags
}
