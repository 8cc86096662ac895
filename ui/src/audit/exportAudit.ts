import { saveFile } from '../saveFile.ts';
import type { AuditFilter } from '../generated/graphql.ts';

/** Downloads every entry that the filter lets through. Throws an error whose message is a sentence for the reader. */
export async function exportAudit(
  portal: string,
  format: 'csv' | 'jsonl',
  filter: AuditFilter,
): Promise<void> {
  const params = new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) => (value ? [[key, String(value)]] : [])),
  );
  const answer = await fetch(`/audit/export.${format}?${params}`, {
    headers: { 'hosterizer-portal': portal },
  });
  if (!answer.ok) throw new Error(await messageOf(answer));
  saveFile(`audit-${new Date().toISOString().slice(0, 10)}.${format}`, await answer.blob());
}

async function messageOf(answer: Response): Promise<string> {
  try {
    const body = (await answer.json()) as { errors?: Array<{ message: string }>; message?: string };
    return body.errors?.[0]?.message ?? body.message ?? `Status ${answer.status}.`;
  } catch {
    return `The platform answered with status ${answer.status}. Try again in a moment.`;
  }
}
