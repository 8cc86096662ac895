/** Lines from one number to another, both included, counted from 0. */
export type Range = readonly [from: number, to: number];

/** `#L120` or `#L120-L140`, where lines are counted from 1. */
export function readAddress(hash: string): Range | null {
  const found = /^#L(\d+)(?:-L(\d+))?$/.exec(hash);
  if (!found) return null;
  const from = Number(found[1]) - 1;
  const to = found[2] ? Number(found[2]) - 1 : from;
  return from < 0 || to < 0 ? null : [Math.min(from, to), Math.max(from, to)];
}

export const addressOf = ([from, to]: Range): string =>
  from === to ? `#L${from + 1}` : `#L${from + 1}-L${to + 1}`;
