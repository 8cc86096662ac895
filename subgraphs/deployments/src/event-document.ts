/** A deployment's events as one compressed document: JSON lines, in the order of their sequence numbers. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip, gzip, type Gunzip } from 'node:zlib';
import type { DeploymentEventRow } from './entities.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Events by the thousand, compressed each: what is read again and again is found without reading what is before it. */
export type Pages = { parts: Buffer[]; last: number; bytes: number };

export type Packed = {
  bytes: Buffer;
  /** Of the document before it was compressed. */
  digest: string;
  /** Number of the last event, which is also how many there are. */
  last: number;
};

export const pageSize = 1_000;

export const jsonLine = (event: DeploymentEventRow): string => `${JSON.stringify(event)}\n`;

/** Throws when the events are not numbered from 1 without gaps. */
export async function pack(batches: AsyncIterable<DeploymentEventRow[]>): Promise<Packed> {
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  let last = 0;
  for await (const events of batches) {
    for (const { sequence } of events) {
      if (sequence !== ++last) throw new Error(`Event ${last} is missing.`);
    }
    const text = events.map(jsonLine).join('');
    hash.update(text);
    // Compressed parts in a row are one compressed file.
    parts.push(await compress(text));
  }
  return { bytes: Buffer.concat(parts), digest: hash.digest('hex'), last };
}

/** The digest that `pack` gave. Throws when the bytes are damaged. */
export async function digestOf(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of inflated(bytes)) hash.update(chunk);
  return hash.digest('hex');
}

/** Throws when the bytes are damaged. */
export async function paged(bytes: Buffer): Promise<Pages> {
  const parts: Buffer[] = [];
  let last = 0;
  let lines: string[] = [];
  const close = async () => {
    if (lines.length > 0) parts.push(await compress(lines.join('\n')));
    lines = [];
  };
  for await (const line of linesOf(inflated(bytes))) {
    lines.push(line);
    last += 1;
    if (lines.length === pageSize) await close();
  }
  await close();
  return { parts, last, bytes: parts.reduce((sum, part) => sum + part.length, 0) };
}

/** Events after `after`, at most `first`. */
export async function eventsIn(
  { parts }: Pages,
  after: number,
  first: number,
): Promise<DeploymentEventRow[]> {
  const events: DeploymentEventRow[] = [];
  for (let page = Math.floor(after / pageSize); page < parts.length && events.length < first; page++) {
    const lines = (await decompress(parts[page]!)).toString().split('\n');
    const skipped = Math.max(0, after - page * pageSize);
    events.push(...lines.slice(skipped, skipped + first - events.length).map(eventOf));
  }
  return events;
}

function eventOf(line: string): DeploymentEventRow {
  const stored = JSON.parse(line) as Omit<DeploymentEventRow, 'at'> & { at: string };
  return { ...stored, at: new Date(stored.at) };
}

/** Only at `\n`: an event's own text may hold every other character that ends a line somewhere. */
async function* linesOf(source: Gunzip): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of source.setEncoding('utf8')) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
}

const inflated = (bytes: Buffer): Gunzip => Readable.from([bytes]).pipe(createGunzip());
