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

/** One page of the query's rows, newest first. Throws VALIDATION_ERROR for a page size or cursor that cannot be. */
export async function pageOf<Row extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Row>,
  { first, after, last, before }: PageArguments,
): Promise<Page<Row>> {
  if (first != null && last != null) throw invalid('last', 'Give first or last, not both.');
  const backwards = last != null;
  const size = sizeOf(backwards ? 'last' : 'first', backwards ? last : (first ?? usual));
  const id = `${query.alias}.id`;

  if (after != null) query.andWhere(`${id} < :pageAfter`, { pageAfter: idOf('after', after) });
  if (before != null) query.andWhere(`${id} > :pageBefore`, { pageBefore: idOf('before', before) });
  // One row more than asked for tells whether there are more.
  const found = await query
    .orderBy(id, backwards ? 'ASC' : 'DESC')
    .limit(size + 1)
    .getMany();

  const more = found.length > size;
  const rows = found.slice(0, size);
  if (backwards) rows.reverse();
  const edges = rows.map((node) => ({ cursor: cursorOf(node.id), node }));
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

function sizeOf(field: string, size: number): number {
  if (!Number.isInteger(size) || size < 1 || size > most)
    throw invalid(field, `Ask for 1 to ${most} at a time.`);
  return size;
}

const cursorOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

function idOf(field: string, cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isId(id)) throw invalid(field, 'This is no cursor of this list; take one from pageInfo.');
  return id;
}
