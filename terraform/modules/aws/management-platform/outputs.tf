output "site_url" {
  description = "Address of the load balancer, which the platform's domain is to lead to; null when nothing is served."
  value       = local.serves == 0 ? null : "https://${aws_lb.this.dns_name}/"
}

output "database_endpoint" {
  description = "Host and port of the platform's database."
  value       = module.database.database_endpoint
}

output "resource_ids" {
  description = "`cluster`, `balancer`, `database`: what was made."
  value = {
    cluster  = aws_ecs_cluster.this.arn
    balancer = aws_lb.this.arn
    database = module.database.resource_ids.database
  }
}

output "for_instances" {
  description = "What the containers of customers need to stand here: cluster, listener and the balancer's security group."
  value = {
    cluster_arn                = aws_ecs_cluster.this.arn
    listener_arn               = one(aws_lb_listener.https[*].arn)
    balancer_security_group_id = aws_security_group.balancer.id
  }
}
