output "vpc_id" {
  description = "Id of the network."
  value       = aws_vpc.this.id
}

output "cidr_block" {
  description = "Addresses of the network."
  value       = aws_vpc.this.cidr_block
}

output "public_subnet_ids" {
  description = "Ids of the public subnets."
  value       = [for subnet in aws_subnet.public : subnet.id]
}

output "private_subnet_ids" {
  description = "Ids of the private subnets."
  value       = [for subnet in aws_subnet.private : subnet.id]

  # Who stands in them is to find the way out ready.
  depends_on = [aws_route.nat, aws_route_table_association.private, aws_vpc_endpoint.s3]
}

output "s3_prefix_list_id" {
  description = "The addresses of S3, for rules of security groups."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}
