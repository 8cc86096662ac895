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
