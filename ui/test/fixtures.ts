/** What the platform answers, as it was in use. */
import type {
  ChangeFragment,
  DeploymentDetailFragment,
  DeploymentRowFragment,
  ResourceChangeFragment,
} from '../src/generated/graphql.ts';
import type { SiteDetail } from '../src/sites/SitePage.tsx';

/** What the generated types leave out, and the cache goes by. */
export const typed = <T extends object>(__typename: string, fields: T) => ({ __typename, ...fields });

const minute = 60_000;
/** So many minutes ago, or ahead when negative. */
export const ago = (minutes: number): string => new Date(Date.now() - minutes * minute).toISOString();

export const change = (path: string, more: Partial<ChangeFragment> = {}): ChangeFragment =>
  typed('AttributeChange', {
    path,
    before: null,
    after: null,
    sensitive: false,
    unknown: false,
    replaces: false,
    ...more,
  });

export const resource = (
  address: string,
  action: ResourceChangeFragment['action'],
  changes: ChangeFragment[] = [],
  reason: string | null = null,
): ResourceChangeFragment => typed('PlannedResource', { address, action, reason, changes });

export const site = (more: Partial<SiteDetail> = {}): SiteDetail =>
  typed('Site', {
    id: 's1',
    name: 'Flower shop',
    environment: 'PRODUCTION',
    status: 'ACTIVE',
    url: 'http://127.0.0.2:4100/',
    domain: null,
    cloudProvider: 'LOCAL',
    region: 'local',
    instanceSize: 'SMALL',
    blueprint: 'website',
    configuration: { title: 'Flowers', body: 'Every day.' },
    createdAt: ago(600),
    updatedAt: ago(60),
    customer: typed('Customer', { id: 'c1', name: 'Acme' }),
    latestDeployment: typed('Deployment', {
      id: 'd6',
      number: 6,
      type: 'UPDATE' as const,
      status: 'COMPLETED' as const,
      phase: 'FINISHED' as const,
      createdAt: ago(60),
    }),
    approvalPolicy: 'DESTRUCTIVE',
    latestDriftCheck: null,
    environments: [],
    ...more,
  });

export const row = (number: number, more: Partial<DeploymentRowFragment> = {}): DeploymentRowFragment =>
  typed('Deployment', {
    id: `d${number}`,
    number,
    type: 'UPDATE',
    status: 'COMPLETED',
    phase: 'FINISHED',
    cause: 'ORDER',
    createdAt: ago(100 - number),
    startedAt: ago(100 - number),
    completedAt: ago(99 - number),
    site: typed('Site', { id: 's1', name: 'Flower shop', environment: 'PRODUCTION' }),
    customer: typed('Customer', { id: 'c1', name: 'Acme' }),
    requestedBy: typed('User', { id: 'u1', email: 'ann@acme.test' }),
    ...more,
  });

export const deployment = (
  number: number,
  more: Partial<DeploymentDetailFragment> = {},
): DeploymentDetailFragment => ({
  ...row(number),
  errorMessage: null,
  queuePosition: null,
  runner: null,
  stateVersion: number,
  phases: [],
  basedOn: null,
  plan: typed('DeploymentPlan', {
    add: 1,
    change: 2,
    destroy: 1,
    resourcesLeftOut: 0,
    plannedAt: ago(5),
  }),
  approval: null,
  site: typed('Site', {
    id: 's1',
    name: 'Flower shop',
    environment: 'PRODUCTION',
    status: 'ACTIVE',
    url: 'http://127.0.0.2:4100/',
    latestDeployment: typed('Deployment', { id: 'd6', number: 6 }),
  }),
  ...more,
});

export const pageInfo = typed('PageInfo', {
  hasNextPage: false,
  hasPreviousPage: false,
  startCursor: null,
  endCursor: null,
});

export const connection = (type: string, nodes: readonly object[]) => ({
  __typename: `${type}Connection`,
  edges: nodes.map((node) => ({ __typename: `${type}Edge`, cursor: 'x', node })),
  pageInfo,
});
