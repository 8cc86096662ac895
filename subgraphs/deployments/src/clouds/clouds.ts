/** The clouds by name, at the addresses that this installation asks them at. */
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { invalid } from '@hosterizer/kit/errors';
import type { Cloud } from '../entities.ts';
import type { CloudProvider, SetCloudCredentialInput } from '../generated/resolvers.ts';
import { akamai } from './akamai.ts';
import { makeAsk } from './ask.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import type { CloudKind, Parts, Verdict } from './cloud.ts';
import { digitalocean } from './digitalocean.ts';
import { gcp } from './gcp.ts';

/** How long a whole check may take, in milliseconds. */
const patience = 10_000;

/** A cloud at its addresses. */
type Bound = {
  /** Throws VALIDATION_ERROR. */
  read(given: Parts, at: string): Parts;
  /** Throws Unreachable. */
  check(parts: Parts): Promise<Verdict>;
};

export type Clouds = Record<Cloud, Bound>;

const kinds = { AWS: aws, AZURE: azure, GCP: gcp, DIGITALOCEAN: digitalocean, AKAMAI: akamai };

export const makeClouds = (ends: CloudEndpoints): Clouds => ({
  AWS: bind(aws, ends.aws),
  AZURE: bind(azure, ends.azure),
  GCP: bind(gcp, ends.gcp),
  DIGITALOCEAN: bind(digitalocean, ends.digitalocean),
  AKAMAI: bind(akamai, ends.akamai),
});

const bind = <Ends>(kind: CloudKind<Ends>, ends: Ends): Bound => ({
  read: (given, at) => kind.read(given, at, ends),
  check: (parts) => kind.check(parts, makeAsk(AbortSignal.timeout(patience)), ends),
});

export const titleOf = (cloud: Cloud): string => kinds[cloud].title;

/** What of a credential is no secret. */
export const shownOf = (cloud: Cloud, parts: Parts): Record<string, string> =>
  Object.fromEntries(kinds[cloud].shown.map((name) => [name, parts[name]!]));

/** What Terraform's provider looks for in its environment. */
export const environmentIn = (cloud: Cloud, parts: Parts): Record<string, string> =>
  kinds[cloud].environment(parts);

/** Under which name each is given. */
export const inputs = {
  AWS: 'aws',
  AZURE: 'azure',
  GCP: 'gcp',
  DIGITALOCEAN: 'digitalocean',
  AKAMAI: 'akamai',
} as const;

/** Throws VALIDATION_ERROR for the platform's own machine. */
export function cloudOf(provider: CloudProvider): Cloud {
  if (provider === 'LOCAL')
    throw invalid('cloudProvider', 'Sites on the platform’s own machine need no credential.');
  return provider;
}

/** The credential that is given. Throws VALIDATION_ERROR where it is another cloud's, or its parts cannot be. */
export function credentialIn(clouds: Clouds, input: SetCloudCredentialInput): Parts {
  const provider = cloudOf(input.cloudProvider);
  const wanted = inputs[provider];
  for (const name of Object.values(inputs))
    if (name !== wanted && input[name] != null)
      throw invalid(name, `Leave it out: the credential of ${titleOf(provider)} is given as ${wanted}.`);
  const given = input[wanted];
  if (given == null) throw invalid(wanted, `Give the credential of ${titleOf(provider)}.`);
  return clouds[provider].read({ ...given }, wanted);
}
