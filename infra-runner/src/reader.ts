import { open } from 'node:fs/promises';
import { eventOf, type Event, type Phase } from './events.ts';
import type { Redactor } from './redact.ts';

/** An event and the number of its line, counted from 1 over the whole job. */
export type Numbered = { line: number; event: Event };

export type Reader = {
  /** The next lines that are complete, at most `lines` and about `bytes` of them. Empty when there are none yet. */
  read(lines: number, bytes: number): Promise<Numbered[]>;
  /** Goes on with this line, forwards or backwards. */
  seek(line: number): void;
  /** The file has ended: what follows it, behind a last line that may be torn. */
  append(lines: readonly string[]): void;
  close(): Promise<void>;
};

/** Of a longer line only the beginning is read. Bytes. */
const longestLine = 1024 * 1024;
const chunkSize = 64 * 1024;

/**
 * Reads a job's output file, also while it grows. What it knows on the way (the phase, a private key that is being
 * printed) comes from the lines before, so going back means reading from the top again.
 */
export async function openReader(
  path: string,
  { firstLine, makeRedactor }: { firstLine: number; makeRedactor: () => Redactor },
): Promise<Reader> {
  const file = await open(path, 'r');
  const chunk = Buffer.alloc(chunkSize);
  let wanted = firstLine;
  let line = firstLine;
  let offset = 0;
  let phase: Phase = 'PLANNING';
  let redact = makeRedactor();
  /** Complete lines, then the beginning of the one that is still being written. */
  let ready: string[] = [];
  let pieces: Buffer[] = [];
  let pieceBytes = 0;

  function rewind(): void {
    line = firstLine;
    offset = 0;
    phase = 'PLANNING';
    redact = makeRedactor();
    ready = [];
    pieces = [];
    pieceBytes = 0;
  }

  function keep(piece: Buffer): void {
    const room = longestLine - pieceBytes;
    if (room > 0) pieces.push(Buffer.from(piece.subarray(0, room)));
    pieceBytes += piece.length;
  }

  function takeLine(): string {
    const text = Buffer.concat(pieces).toString('utf8').replace(/\r$/, '');
    pieces = [];
    pieceBytes = 0;
    return text;
  }

  async function fill(): Promise<boolean> {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, offset);
    offset += bytesRead;
    let from = 0;
    for (let end; (end = chunk.subarray(0, bytesRead).indexOf(0x0a, from)) !== -1; from = end + 1) {
      keep(chunk.subarray(from, end));
      ready.push(takeLine());
    }
    if (from < bytesRead) keep(chunk.subarray(from, bytesRead));
    return bytesRead > 0;
  }

  return {
    async read(lines, bytes) {
      const found: Numbered[] = [];
      let size = 0;
      while (found.length < lines && size < bytes) {
        const text = ready.shift();
        if (text === undefined) {
          if (await fill()) continue;
          break;
        }
        const event = eventOf(text, phase, redact);
        phase = event.phase;
        if (line >= wanted) {
          found.push({ line, event });
          size += event.message.length;
        }
        line += 1;
      }
      wanted = Math.max(wanted, line);
      return found;
    },

    seek(to) {
      if (to < line) rewind();
      wanted = to;
    },

    append(lines) {
      if (pieceBytes > 0) ready.push(takeLine());
      ready.push(...lines);
    },

    close: () => file.close(),
  };
}
