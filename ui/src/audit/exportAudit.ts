import { download } from '../download.ts';
import type { AuditFilter } from '../generated/graphql.ts';

/** Downloads every entry that the filter lets through. Throws an error whose message is a sentence for the reader. */
export function exportAudit(portal: string, format: 'csv' | 'jsonl', filter: AuditFilter): Promise<void> {
  const params = new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) => (value ? [[key, String(value)]] : [])),
  );
  const name = `audit-${new Date().toISOString().slice(0, 10)}.${format}`;
  return download(portal, `/audit/export.${format}?${params}`, name);
}
