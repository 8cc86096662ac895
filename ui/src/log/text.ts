import type { ApolloClient } from '@apollo/client';
import { download } from '../download.ts';
import type { Range } from './address.ts';
import { plainText } from './ansi.ts';
import { LogPage } from './documents.ts';
import { linesOf } from './lines.ts';
import type { LogStore } from './store.ts';

/** Lines from one number to another, both included, without escapes. */
export function textOf(store: LogStore, [from, to]: Range): string {
  const lines: string[] = [];
  for (let number = Math.max(from, store.start()); number <= to; number++) {
    const line = store.line(number);
    if (line) lines.push(plainText(line.text));
  }
  return lines.join('\n') + '\n';
}

/** The whole log: what is here, and before that whatever has left the store, from the platform. */
async function wholeLog(client: ApolloClient, store: LogStore, deploymentId: string): Promise<Blob> {
  const parts: string[] = [];
  const firstHere = store.line(store.start())?.sequence ?? 1;
  for (let after = 0; store.start() > 0 && after < firstHere - 1;) {
    const { data } = await client.query({
      query: LogPage,
      variables: { deploymentId, after, first: Math.min(1000, firstHere - 1 - after) },
      fetchPolicy: 'no-cache',
    });
    const events = data?.deploymentEvents.events ?? [];
    if (events.length === 0) break;
    parts.push(
      events
        .flatMap(linesOf)
        .map((line) => plainText(line.text) + '\n')
        .join(''),
    );
    after = data!.deploymentEvents.lastSequence;
  }
  parts.push(textOf(store, [store.start(), store.end() - 1]));
  return new Blob(parts, { type: 'text/plain;charset=utf-8' });
}

export type LogFormat = 'text' | 'json';

/** Downloads the whole log from the platform. `name` is the file's, without its ending. */
export function saveLog(
  portal: string,
  deploymentId: string,
  name: string,
  format: LogFormat,
): Promise<void> {
  const isText = format === 'text';
  return download(
    portal,
    `/logs/${deploymentId}${isText ? '' : '?format=json'}`,
    `${name}.${isText ? 'log' : 'jsonl'}`,
  );
}

export async function openText(client: ApolloClient, store: LogStore, deploymentId: string): Promise<void> {
  const url = URL.createObjectURL(await wholeLog(client, store, deploymentId));
  window.open(url, '_blank');
  // The new tab reads it once; a minute is time enough on any machine.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
