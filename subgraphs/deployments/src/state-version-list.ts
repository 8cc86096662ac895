/** The list of a site's state versions, newest first, by keyset: a version's number is its place. */
import { rowsOf } from '@hosterizer/kit/database';
import { invalid } from '@hosterizer/kit/errors';
import type { Page, PageArguments } from '@hosterizer/kit/pages';
import type { ReadTx } from '@hosterizer/kit/tenancy';
import { versionColumns, type StateVersionRow } from './state-versions.ts';

const usual = 20;
const most = 100;

/** Throws VALIDATION_ERROR for a page size or cursor that cannot be. */
export async function listVersions(
  tx: ReadTx,
  siteId: string,
  { first, after, last, before }: PageArguments,
): Promise<Page<StateVersionRow>> {
  if (first != null && last != null) throw invalid('last', 'Give first or last, not both.');
  const backwards = last != null;
  const size = backwards ? last : (first ?? usual);
  if (size < 1 || size > most) throw invalid(backwards ? 'last' : 'first', `Ask for 1 to ${most} at a time.`);

  // One row more than asked for tells whether there are more.
  const found = await rowsOf<StateVersionRow>(
    tx,
    `select ${versionColumns} from deployments.state_version
     where site_id = $1 and ($2::integer is null or version < $2) and ($3::integer is null or version > $3)
     order by version ${backwards ? 'asc' : 'desc'} limit $4`,
    [siteId, numberOf('after', after), numberOf('before', before), size + 1],
  );
  const more = found.length > size;
  const rows = found.slice(0, size);
  if (backwards) rows.reverse();
  const edges = rows.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: backwards ? before != null : more,
      hasPreviousPage: backwards ? more : after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const cursorOf = ({ version }: StateVersionRow) => Buffer.from(`version ${version}`).toString('base64url');

function numberOf(field: string, cursor: string | null | undefined): number | null {
  if (cursor == null) return null;
  const number = /^version ([1-9]\d{0,8})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (!number) throw invalid(field, 'This is no cursor of this list; take one from pageInfo.');
  return Number(number);
}
