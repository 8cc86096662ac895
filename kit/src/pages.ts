/** Relay connections by keyset. Ids are uuid 7, so newest first is simply the largest id first. */
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { invalid } from './errors.ts';
import { isId } from './ids.ts';

export type PageArguments = {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
};

export type Page<Row> = {
  edges: Array<{ cursor: string; node: Row }>;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

const usual = 20;
const most = 100;

/** How a page is to be read: so many rows, and one more, which tells whether there are more. */
export type Window = { backwards: boolean; size: number };

/** Throws VALIDATION_ERROR for a page size that cannot be. */
export function windowOf({ first, last }: PageArguments): Window {
  if (first != null && last != null) throw invalid('last', 'Give first or last, not both.');
  const backwards = last != null;
  return { backwards, size: sizeOf(backwards ? 'last' : 'first', backwards ? last : (first ?? usual)) };
}

/** The page of the rows that were `found`, in the direction of its window and with the one more. */
export function pageFrom<Row>(
  found: readonly Row[],
  { backwards, size }: Window,
  { after, before }: PageArguments,
  cursorOf: (row: Row) => string,
): Page<Row> {
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

/** A cursor that the list has not given. */
export const noCursor = (field: string) =>
  invalid(field, 'This is no cursor of this list; take one from pageInfo.');

/** One page of the query's rows, newest first. Throws VALIDATION_ERROR for a page size or cursor that cannot be. */
export async function pageOf<Row extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Row>,
  page: PageArguments,
): Promise<Page<Row>> {
  const { after, before } = page;
  const window = windowOf(page);
  const id = `${query.alias}.id`;

  if (after != null) query.andWhere(`${id} < :pageAfter`, { pageAfter: idOf('after', after) });
  if (before != null) query.andWhere(`${id} > :pageBefore`, { pageBefore: idOf('before', before) });
  const found = await query
    .orderBy(id, window.backwards ? 'ASC' : 'DESC')
    .limit(window.size + 1)
    .getMany();

  return pageFrom(found, window, page, (row) => cursorOf(row.id));
}

function sizeOf(field: string, size: number): number {
  if (!Number.isInteger(size) || size < 1 || size > most)
    throw invalid(field, `Ask for 1 to ${most} at a time.`);
  return size;
}

const cursorOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

function idOf(field: string, cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isId(id)) throw noCursor(field);
  return id;
}
