output "site_url" {
  description = "The function's own address."
  value       = aws_lambda_function_url.this.function_url
}

output "domain" {
  description = "Host of that address, for a distribution before it."
  value       = "${aws_lambda_function_url.this.url_id}.lambda-url.${split(":", aws_lambda_function.this.arn)[3]}.on.aws"
}

output "resource_ids" {
  description = "`function`: name of the function. `role`: name of its role. `log`: name of its log group."
  value = {
    function = aws_lambda_function.this.function_name
    role     = aws_iam_role.this.name
    log      = aws_cloudwatch_log_group.this.name
  }
}
