import type { State } from '@hosterizer/ui/status';
import type { BlueprintStatus } from '../generated/graphql.ts';

const states: Record<BlueprintStatus, State> = {
  DRAFT: { label: 'Draft', tone: 'yellow', mark: 'dashed' },
  PUBLISHED: { label: 'Published', tone: 'green' },
  DEPRECATED: { label: 'Deprecated', tone: 'orange', mark: 'line' },
};

export const versionState = (status: BlueprintStatus): State => states[status];

export const blueprintPath = (name: string, tab = ''): string =>
  `/blueprints/${name}${tab === '' ? '' : `/${tab}`}`;

type Counted = { number: number; siteCount: number };
type Offered = { published?: { number: number } | null; versions: readonly Counted[] };

export const sitesOf = (versions: readonly Counted[]): number =>
  versions.reduce((sum, { siteCount }) => sum + siteCount, 0);

/** How many sites are made of a version before the one that is offered. */
export const sitesBehind = ({ published, versions }: Offered): number =>
  published ? sitesOf(versions.filter(({ number }) => number < published.number)) : 0;

/** What a name is made of that was not thought of: `Web shop (new)` becomes `web-shop-new`. */
export const nameFrom = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
