/**
 * What the types and names of a field's arguments do not say, and nothing else. A root field needs an entry here only
 * when the suite asks for one by name.
 */
import { newId } from '@hosterizer/kit/ids';
import type { DnsServer } from '../../../subgraphs/customers/test/dns-server.ts';
import type { CloudServer } from '../../../subgraphs/deployments/test/cloud-server.ts';
import type { Somebody } from './people.ts';
import type { Person, Rows } from './rows.ts';
import { makeTenant, type Tenant } from './tenants.ts';

export type Stage = {
  rows: Rows;
  /** A customer of no mark: what anybody may see who holds a secret of its people. */
  visited: Tenant;
  /** Whom the platform asks for TXT records. */
  dns: DnsServer;
  /** Whom it asks about credentials of clouds. */
  clouds: CloudServer;
};

/** Some of the arguments, by name; what they leave out is derived. `of` is whose things are asked for. */
export type Fixture = (asker: Somebody, stage: Stage, of: Tenant) => Promise<Record<string, unknown>>;

const newcomer = ({ visited }: Stage): Promise<Person> => visited.member('developer');

/** To a customer whom the asker does not know yet; in their own name only who has an account can take it up. */
const invited = ({ person, viewer }: Somebody): Person | null => (viewer?.acting ? null : person);

async function invitationFor(asker: Somebody, { rows }: Stage): Promise<string> {
  const { id, founder } = await makeTenant(rows);
  const email = invited(asker)?.email ?? `guest-${Math.random()}@example.test`;
  return (await rows.invitation(id, founder, email)).text;
}

const domain: Fixture = async ({ tenant, kind }, { rows, dns }, of) => {
  const { record, value } = await rows.customDomain(of.id, of.mark);
  dns.records.set(record, [value]);
  return kind.staff ? { customerId: tenant.id } : {};
};

const cloud: Fixture = async ({ tenant, kind }, { rows }, of) => {
  await rows.cloudCredential(of.id, of.mark);
  return { input: { cloudProvider: 'AKAMAI', ...(kind.staff && { customerId: tenant.id }) } };
};

const withSecondFactor: Fixture = async ({ person }, { rows }) => {
  if (person) await rows.secondFactor(person, { on: true });
  return {};
};

export const fixtures: Record<string, Fixture> = {
  'Query.invitationOffer': async (asker, stage) => ({ token: await invitationFor(asker, stage) }),
  'Query.credentialHolder': async (_asker, { rows, visited }) => {
    const key = await rows.apiKey(visited.id, visited.founder, { mark: 'visited', scopes: ['sites:read'] });
    return { credential: { apiKey: key.text, ip: '127.0.0.1' } };
  },

  'Query.blueprint': async () => ({ name: 'website' }),
  'Query.module': async () => ({ name: 'blueprints/website/local' }),
  'Mutation.registerModule': async () => ({
    input: {
      ...{ name: `modules/access/part-${newId()}`, version: '1.0.0' },
      files: [{ path: 'main.tf', content: 'locals {}\n' }],
    },
  }),
  'Mutation.deprecateModule': async (_asker, { rows }) => ({ input: await rows.moduleVersion() }),
  'Mutation.createBlueprint': async () => ({
    input: { name: `blueprint-${newId()}`, title: 'Title', roots: [] },
  }),
  'Mutation.cloneBlueprint': async () => ({
    input: { name: `blueprint-${newId()}`, from: 'website', title: 'Title' },
  }),
  'Mutation.editBlueprint': async (_asker, { rows }) => ({
    input: { name: await rows.blueprint('PUBLISHED'), title: 'Other' },
  }),
  'Mutation.publishBlueprint': async (_asker, { rows }) => ({ name: await rows.blueprint('DRAFT') }),
  'Mutation.discardBlueprintDraft': async (_asker, { rows }) => ({ name: await rows.blueprint('DRAFT') }),
  'Mutation.deprecateBlueprint': async (_asker, { rows }) => ({
    input: { name: await rows.blueprint('PUBLISHED'), version: 1 },
  }),

  'Query.upgradePreview': async () => ({ input: { blueprint: 'website' } }),
  'Query.liveHeads': async () => ({ channels: ['site:none'] }),
  'Query.stateDiff': async () => ({ from: 1, to: 2 }),

  'Mutation.signIn': async (_asker, stage) => ({ input: { email: (await newcomer(stage)).email } }),
  'Mutation.refreshSession': async (_asker, stage) => {
    const session = await stage.rows.session(await newcomer(stage), stage.visited.id);
    return { refreshToken: session.text };
  },
  'Mutation.requestPasswordReset': async (_asker, stage) => ({ email: (await newcomer(stage)).email }),
  'Mutation.resetPassword': async (_asker, stage) => {
    const token = await stage.rows.mailToken(await newcomer(stage), 'PASSWORD_RESET');
    return { input: { token: token.text } };
  },
  'Mutation.verifyEmail': async (_asker, stage) => {
    const token = await stage.rows.mailToken(await newcomer(stage), 'EMAIL_VERIFICATION');
    return { token: token.text };
  },
  'Mutation.acceptInvitation': async (asker, stage) => ({
    input: {
      token: await invitationFor(asker, stage),
      ...(!invited(asker) && { name: 'Guest', password: 'a better horse with batteries' }),
    },
  }),
  'Mutation.requestEmailVerification': async ({ person }, { rows }) => {
    if (person) await rows.forgetProof(person);
    return {};
  },
  'Mutation.confirmMfa': async ({ person }, { rows }) => ({
    code: person ? await rows.secondFactor(person, { on: false }) : '000000',
  }),
  'Mutation.renewRecoveryCodes': withSecondFactor,
  'Mutation.disableMfa': withSecondFactor,

  // Nobody gives more than they have, and who may make keys has this.
  'Mutation.createApiKey': async () => ({ input: { scopes: ['keys:write'] } }),
  'Mutation.createSite': async ({ kind, tenant }) => ({
    input: {
      ...{ cloudProvider: 'LOCAL', region: 'local', configuration: { title: 'Title', body: 'Body' } },
      ...(kind.staff && { customerId: tenant.id }),
    },
  }),
  'Mutation.updateCustomer': async () => ({ input: { name: `Name ${Math.random()}` } }),
  'Mutation.setCustomerStatus': async () => ({
    input: { status: 'SUSPENDED', reason: 'Unpaid' },
  }),
  'Mutation.updateBranding': async ({ kind, tenant }) => ({
    input: { productName: 'Product', ...(kind.staff && { customerId: tenant.id }) },
  }),
  'Mutation.setCustomDomain': async ({ kind, tenant }) => ({
    input: kind.staff ? { customerId: tenant.id } : {},
  }),
  'Mutation.verifyCustomDomain': domain,
  'Mutation.removeCustomDomain': domain,

  'Query.cloudCredentials': async ({ kind, tenant }) => (kind.staff ? { customerId: tenant.id } : {}),
  'Mutation.setCloudCredential': async ({ kind, tenant }, { clouds }) => ({
    input: {
      ...{ cloudProvider: 'AKAMAI', akamai: clouds.good.akamai },
      ...(kind.staff && { customerId: tenant.id }),
    },
  }),
  'Mutation.checkCloudCredential': cloud,
  'Mutation.removeCloudCredential': cloud,

  'Mutation.setSiteVariable': async () => ({ input: { name: 'COLOUR', value: 'green' } }),
  'Mutation.removeSiteVariable': async () => ({ input: { name: 'GREETING' } }),
  'Mutation.addEnvironment': async () => ({ input: { environment: 'STAGING' } }),
  'Mutation.setDriftSchedule': async () => ({ input: { expression: '0 4 * * *' } }),
  'Mutation.restoreStateVersion': async () => ({ input: { version: 1 } }),

  'Mutation.claimJob': async (_asker, { rows }) => {
    const { id, mark } = await makeTenant(rows);
    await rows.deployment(id, await rows.site(id, mark), { mark, running: false, pool: 'access' });
    await rows.runner('access', 'access');
    return { input: { waitSeconds: 0 } };
  },
  'Mutation.appendDeploymentEvents': async () => ({
    input: {
      fromLine: 1,
      events: [
        { at: new Date().toISOString(), kind: 'LOG', level: 'INFO', phase: 'PLANNING', message: 'A line' },
      ],
    },
  }),
};
