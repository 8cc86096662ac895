/** How a benchmark tells its figures: a table for people, JSON for whoever compares. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

export type Figure = { name: string; value: number; unit: string; note?: string };

export function tell(bench: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const rows = figures.map(({ name, value, unit, note }) => {
    const shown = value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
    return `  ${name.padEnd(width)}  ${shown.padStart(9)} ${unit}${note ? `   ${note}` : ''}`;
  });
  console.log(`\n${bench}\n${rows.join('\n')}\n`);

  const folder = join(import.meta.dirname, 'results');
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model,
    memoryBytes: totalmem(),
    node: process.version,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${bench}.json`),
    `${JSON.stringify({ bench, at: new Date().toISOString(), machine, figures }, null, 2)}\n`,
  );
}

/** The value below which this share (0 to 1) of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
