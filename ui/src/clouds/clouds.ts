/** What is asked for to connect each cloud, in its own words. */
import type {
  CloudCredentialRowFragment,
  CloudProvider,
  SetCloudCredentialInput,
} from '../generated/graphql.ts';
import type { State } from '../status.ts';

export type Cloud = Exclude<CloudProvider, 'LOCAL'>;

export type CloudField = {
  name: string;
  label: string;
  /** `key` is a whole file of text. */
  kind: 'text' | 'secret' | 'key';
  hint?: string;
};

type Connecting = {
  /** Under which name the API is given it. */
  input: 'aws' | 'azure' | 'gcp' | 'digitalocean' | 'akamai';
  fields: readonly CloudField[];
  /** Which rights it needs. */
  rights: string;
};

const token = (hint: string): CloudField => ({
  name: 'token',
  label: 'Personal access token',
  kind: 'secret',
  hint,
});

export const connecting: Record<Cloud, Connecting> = {
  AWS: {
    input: 'aws',
    fields: [
      { name: 'accessKeyId', label: 'Access key ID', kind: 'text', hint: 'Begins with AKIA.' },
      { name: 'secretAccessKey', label: 'Secret access key', kind: 'secret' },
    ],
    rights:
      'Make an IAM user for Hosterizer alone. It needs full access to EC2, VPC, RDS, S3, CloudFront, Secrets Manager and CloudWatch, and may make roles in IAM.',
  },
  AZURE: {
    input: 'azure',
    fields: [
      { name: 'tenantId', label: 'Directory (tenant) ID', kind: 'text' },
      { name: 'subscriptionId', label: 'Subscription ID', kind: 'text' },
      { name: 'clientId', label: 'Application (client) ID', kind: 'text' },
      { name: 'clientSecret', label: 'Client secret', kind: 'secret', hint: 'Its value, not its ID.' },
    ],
    rights:
      'Register an app for Hosterizer alone and give it the role Contributor on one subscription. Its client secret ends on the day that you choose in Azure.',
  },
  GCP: {
    input: 'gcp',
    fields: [
      {
        name: 'serviceAccountKey',
        label: 'Service account key',
        kind: 'key',
        hint: 'The whole text of the JSON file. It names the project and the account.',
      },
    ],
    rights:
      'Make a service account for Hosterizer alone with the roles Editor, Cloud Run Admin, Secret Manager Admin and Compute Network Admin in one project, and switch on the Cloud Resource Manager API there.',
  },
  DIGITALOCEAN: {
    input: 'digitalocean',
    fields: [token('Begins with dop_v1_.')],
    rights:
      'Give the token full access, or the scopes account:read and all of droplet, vpc, firewall, database, reserved_ip, tag and monitoring.',
  },
  AKAMAI: {
    input: 'akamai',
    fields: [token('Of the Akamai Cloud Manager, which was Linode’s.')],
    rights:
      'Give the token read and write access to Linodes, Firewalls and VPCs, and read access to Account.',
  },
};

export const cloudList = Object.keys(connecting) as Cloud[];

type Status = CloudCredentialRowFragment['status'];

const states: Record<Status, State> = {
  UNCHECKED: { label: 'Not checked yet', tone: 'yellow', mark: 'dashed' },
  VALID: { label: 'Connected', tone: 'green' },
  REFUSED: { label: 'Refused', tone: 'red', mark: 'cross' },
  POWERLESS: { label: 'Lacks rights', tone: 'orange', mark: 'ring' },
};

export const cloudState = (status: Status | undefined): State =>
  status ? states[status] : { label: 'Not connected', tone: 'gray', mark: 'ring' };

const shownLabels: Readonly<Record<string, string>> = {
  accessKeyId: 'Access key ID',
  tenantId: 'Tenant',
  subscriptionId: 'Subscription',
  clientId: 'Client',
  projectId: 'Project',
  email: 'Service account',
};

/** What of a credential is no secret, as names and values. */
export const shownOf = ({ shown }: Pick<CloudCredentialRowFragment, 'shown'>): Array<[string, string]> =>
  Object.entries((shown ?? {}) as Record<string, string>).map(([name, value]) => [
    shownLabels[name] ?? name,
    value,
  ]);

/** The input of the mutation. */
export const inputOf = (
  cloud: Cloud,
  customerId: string | undefined,
  parts: Readonly<Record<string, string>>,
): SetCloudCredentialInput => ({
  ...(customerId && { customerId }),
  cloudProvider: cloud,
  [connecting[cloud].input]: parts,
});
