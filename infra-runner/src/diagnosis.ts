import { statSync } from 'node:fs';
import type { Diagnostic } from './events.ts';
import { readText } from './output.ts';

/** How much of the end of the output is looked at, in bytes. */
const reach = 4 * 1024 * 1024;

/**
 * The first error in a job's output file from `begin` (bytes) on, as one sentence; null when none was told. Of a long
 * output the end is read: errors are told last.
 */
export function firstError(path: string, begin: number): string | null {
  const from = Math.max(begin, statSync(path).size - reach);
  for (const line of readText(path, from, reach).split('\n')) {
    const sentence = errorIn(line);
    if (sentence !== null) return sentence;
  }
  return null;
}

function errorIn(line: string): string | null {
  if (!line.startsWith('{')) {
    // Without -json, Terraform draws a frame.
    return /^[│╷|\s]*Error: (.+)$/.exec(line)?.[1] ?? null;
  }
  try {
    const { diagnostic } = JSON.parse(line) as { diagnostic?: Diagnostic };
    return diagnostic?.severity === 'error' ? sentenceOf(diagnostic) : null;
  } catch {
    return null;
  }
}

/** Summary and the beginning of the explanation: "local-exec provisioner error" alone helps nobody. */
function sentenceOf({ summary, detail = '' }: Diagnostic): string {
  const heading = summary.split('\n')[0]!;
  const rest = detail.replace(/\s+/g, ' ').trim();
  const sentence = rest === '' ? heading : `${heading}: ${rest}`;
  return sentence.length > 500 ? `${sentence.slice(0, 499)}…` : sentence;
}
