import DataLoader from 'dataloader';
import type { EntitySchema, ObjectLiteral } from 'typeorm';
import { In } from 'typeorm';
import { isId } from './ids.ts';
import type { Reach } from './tenancy.ts';

/** Loads rows by id for one request, all that are asked for together in one query; null for what the viewer cannot see. */
export function byId<Row extends ObjectLiteral & { id: string }>(
  { read }: Pick<Reach, 'read'>,
  entity: EntitySchema<Row>,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const rows = await read((tx) => tx.find(entity, { where: { id: In(ids.filter(isId)) } as never }));
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}
