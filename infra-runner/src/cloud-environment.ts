/** A cloud's credential on its way into Terraform's environment: what may stand there, and what of it is secret. */

/** The names under which Terraform's providers look for a credential, and whether its value is secret. */
const names: Readonly<Record<string, boolean>> = {
  AWS_ACCESS_KEY_ID: true,
  AWS_SECRET_ACCESS_KEY: true,
  ARM_TENANT_ID: false,
  ARM_SUBSCRIPTION_ID: false,
  ARM_CLIENT_ID: false,
  ARM_CLIENT_SECRET: true,
  GOOGLE_CREDENTIALS: true,
  GOOGLE_PROJECT: false,
  DIGITALOCEAN_TOKEN: true,
  LINODE_TOKEN: true,
};

/** What a job's environment holds of these, and nothing else: no other name could be meant for Terraform. */
export function cloudEnvironment(given: unknown): Record<string, string> {
  const entries = Object.entries((given ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string] => Object.hasOwn(names, entry[0]) && typeof entry[1] === 'string',
    ),
  );
}

/** What nobody may read of it; of a key in JSON also the private key by itself. */
export function secretsInEnvironment(given: unknown): string[] {
  return Object.entries(cloudEnvironment(given))
    .filter(([name]) => names[name])
    .flatMap(([, value]) => [value, ...privateKeysIn(value)]);
}

function privateKeysIn(value: string): string[] {
  if (!value.startsWith('{')) return [];
  try {
    const { private_key, private_key_id } = JSON.parse(value) as Record<string, unknown>;
    return [private_key, private_key_id].filter((part) => typeof part === 'string');
  } catch {
    return [];
  }
}
