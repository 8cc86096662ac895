import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import type { Phase } from './events.ts';

/**
 * The one file that everything a job says is appended to. Each of its lines is one event, so the number of a line
 * is the same for whoever reads it, also for a runner that takes the job over.
 */
export type Output = {
  path: string;
  /** Open for appending; Terraform inherits it, so its output outlives the runner. */
  fd: number;
  /** Bytes so far. */
  size(): number;
  /** Adds a line of the runner's own. Only between two commands: Terraform's lines are not to be torn. */
  say(line: OwnLine): void;
  /** Lines of the runner's own that the disk had no room for, in their order. */
  unwritten(): string[];
  close(): void;
};

export type OwnLine =
  | { type: 'hosterizer_phase'; phase: Phase; message: string }
  | { type: 'hosterizer_plan'; message: string }
  | { type: 'hosterizer_diagnostic'; message: string }
  | { type: 'hosterizer_log'; message: string; level?: 'info' | 'warn' };

/** At most so many bytes of an output file's text, from `from` (bytes) on. */
export function readText(path: string, from: number, bytes: number): string {
  const file = openSync(path, 'r');
  try {
    const text = Buffer.alloc(Math.min(bytes, Math.max(0, fstatSync(file).size - from)));
    readSync(file, text, 0, text.length, from);
    return text.toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** Opens the file, or makes it. */
export function openOutput(path: string): Output {
  // Reading too, to see how the file ends.
  const fd = openSync(path, 'a+', 0o600);
  const size = () => fstatSync(fd).size;
  const unwritten: string[] = [];

  function endsTorn(): boolean {
    const last = Buffer.alloc(1);
    return size() > 0 && readSync(fd, last, 0, 1, size() - 1) === 1 && last[0] !== 0x0a;
  }

  return {
    path,
    fd,
    size,
    say({ message, ...line }) {
      const level =
        line.type === 'hosterizer_diagnostic' ? 'error' : ((line as { level?: string }).level ?? 'info');
      const text = JSON.stringify({
        '@level': level,
        '@message': message,
        '@timestamp': new Date().toISOString(),
        ...line,
      });
      // A program that was killed in the middle of a line must not swallow this one.
      const before = size();
      try {
        appendFileSync(fd, `${endsTorn() ? '\n' : ''}${text}\n`);
      } catch {
        // A full disk is to be told of like anything else: what it has no room for is kept here, and sent at the end.
        ftruncateSync(fd, before);
        unwritten.push(text);
      }
    },
    unwritten: () => unwritten,
    close: () => closeSync(fd),
  };
}
