/**
 * What the providers mark as sensitive, which their bindings do not say: by type, from the providers' documentation. A
 * path leads into nested blocks; data sources have keys of their own. Where a provider's plug-in is at hand, the tests
 * compare this with what it says itself.
 */
export const sensitive: Record<string, string[] | undefined> = {
  aws_db_instance: ['password', 'password_wo'],
  aws_lb_listener: ['default_action.authenticate_oidc.client_secret'],
  aws_lb_listener_rule: ['action.authenticate_oidc.client_secret'],
  aws_secretsmanager_secret_version: ['secret_binary', 'secret_string', 'secret_string_wo'],
  aws_ssm_parameter: ['value', 'value_wo'],
  'data.aws_secretsmanager_secret_version': ['secret_binary', 'secret_string'],
  'data.aws_ssm_parameter': ['value'],
  azurerm_key_vault_secret: ['value', 'value_wo'],
  azurerm_linux_web_app: ['custom_domain_verification_id', 'site_credential', 'storage_account.access_key'],
  azurerm_mysql_flexible_server: ['administrator_password', 'administrator_password_wo'],
  azurerm_postgresql_flexible_server: ['administrator_password', 'administrator_password_wo'],
  azurerm_storage_account: [
    ...['primary_access_key', 'primary_connection_string', 'primary_blob_connection_string'],
    ...['secondary_access_key', 'secondary_connection_string', 'secondary_blob_connection_string'],
  ],
  google_secret_manager_secret_version: ['secret_data', 'secret_data_wo'],
  google_sql_database_instance: ['root_password'],
  google_sql_user: ['password', 'password_wo'],
  google_storage_bucket_object: ['content'],
  digitalocean_database_cluster: ['password', 'private_uri', 'ui_password', 'ui_uri', 'uri'],
  postgresql_role: ['password'],
  random_password: ['result', 'bcrypt_hash'],
};
