/** Between whom one execution of a subscription is shared, and as whom it is then executed. */
import type { Viewer } from '@hosterizer/kit/viewer';
import type { Identity } from '../viewer.ts';
import type { LiveField } from './directives.ts';

export type Audience = {
  /** Equal for those who may be told the same, and for nobody else. */
  key: string;
  identity: Pick<Identity, 'viewer' | 'portal'>;
};

/** Who reads for several is none of them: what depends on who asks has no answer. */
const nobody = '00000000-0000-0000-0000-000000000000';

export function audienceOf({ shared }: LiveField, { viewer, portal }: Identity): Audience {
  if (!viewer) return { key: 'nobody', identity: { viewer, portal } };
  const { id, kind, customerId, role, scopes, suspended, ...rest } = viewer;
  const sorted = [...scopes].sort();
  if (!shared || customerId === null) {
    const own = [portal, id, kind, customerId, role, sorted, suspended, rest];
    return { key: `viewer ${JSON.stringify(own)}`, identity: { viewer, portal } };
  }
  const reader: Viewer = {
    id: nobody,
    kind: 'USER',
    customerId,
    role: null,
    scopes: sorted,
    ...(suspended && { suspended }),
  };
  return {
    key: `customer ${JSON.stringify([customerId, sorted, suspended])}`,
    identity: { viewer: reader, portal: null },
  };
}
