/** Tables for people. */

/** Rows of cells below each other; the first column is text, the others are numbers. */
export function columnsOf(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}

/** Median and maximum of milliseconds, in seconds. What has not ended has no time, and is NaN. */
export function spread(times: Iterable<number>, digits = 1): string {
  const sorted = Float64Array.from([...times].filter((time) => !Number.isNaN(time))).sort();
  if (sorted.length === 0) return '-';
  const shown = (time: number) => (time / 1000).toFixed(digits);
  return `${shown(sorted[Math.floor(sorted.length / 2)]!)} / ${shown(sorted.at(-1)!)}`;
}
