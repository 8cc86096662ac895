/** The list of a site's state versions, newest first, by keyset: a version's number is its place. */
import { rowsOf } from '@hosterizer/kit/database';
import { noCursor, pageFrom, windowOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import type { ReadTx } from '@hosterizer/kit/tenancy';
import { versionColumns, type StateVersionRow } from './state-versions.ts';

/** Throws VALIDATION_ERROR for a page size or cursor that cannot be. */
export async function listVersions(
  tx: ReadTx,
  siteId: string,
  page: PageArguments,
): Promise<Page<StateVersionRow>> {
  const { backwards, size } = windowOf(page);
  const found = await rowsOf<StateVersionRow>(
    tx,
    `select ${versionColumns} from deployments.state_version
     where site_id = $1 and ($2::integer is null or version < $2) and ($3::integer is null or version > $3)
     order by version ${backwards ? 'asc' : 'desc'} limit $4`,
    [siteId, numberOf('after', page.after), numberOf('before', page.before), size + 1],
  );
  return pageFrom(found, { backwards, size }, page, cursorOf);
}

const cursorOf = ({ version }: StateVersionRow) => Buffer.from(`version ${version}`).toString('base64url');

function numberOf(field: string, cursor: string | null | undefined): number | null {
  if (cursor == null) return null;
  const number = /^version ([1-9]\d{0,8})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (!number) throw noCursor(field);
  return Number(number);
}
