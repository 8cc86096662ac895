/** Compares what a watcher was given with what the platform has kept. */

/** One subscription, however many connections it took. */
export type Order = {
  /** The cursor that it began with. */
  after: number;
  /** What came, in the order in which it came: numbers, checksums of the texts, and when, as performance.now() counts. */
  sequences: number[];
  sums: number[];
  times: number[];
  /** The number that its end has named; null while it has not ended. */
  ended: number | null;
};

export type Judged = {
  delivered: number;
  lost: number;
  doubled: number;
  misordered: number;
  garbled: number;
  unended: number;
};

/** `stored` are the checksums of all texts, the first one's first. The last order was to bring everything up to the end. */
export function judge(orders: readonly Order[], stored: readonly number[]): Judged {
  const judged: Judged = { delivered: 0, lost: 0, doubled: 0, misordered: 0, garbled: 0, unended: 0 };
  for (const order of orders) {
    const isLast = order === orders.at(-1);
    const { after, sequences, sums, ended } = order;
    const seen = new Set<number>();
    let highest = after;
    for (const [index, sequence] of sequences.entries()) {
      if (sequence <= after || seen.has(sequence)) judged.doubled += 1;
      else if (sequence < highest) judged.misordered += 1;
      if (sequence > after) seen.add(sequence);
      highest = Math.max(highest, sequence);
      if (sums[index] !== stored[sequence - 1]) judged.garbled += 1;
    }
    judged.delivered += sequences.length;
    judged.lost += Math.max(highest, isLast || ended !== null ? stored.length : 0) - after - seen.size;
    if (ended === null ? isLast : ended !== stored.length) judged.unended += 1;
  }
  return judged;
}

/** What is wrong, as a sentence; null when nothing is. */
export function complaintOf(whose: string, judged: Judged): string | null {
  const { lost, doubled, misordered, garbled, unended } = judged;
  const wrong = Object.entries({ lost, doubled, misordered, garbled, 'not ended': unended }).filter(
    ([, count]) => count > 0,
  );
  return wrong.length > 0
    ? `${whose}: ${wrong.map(([what, count]) => `${count} ${what}`).join(', ')}.`
    : null;
}
