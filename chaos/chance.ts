/** Chance that can be had again: everything random in a run comes from its seed. */
export type Chance = {
  /** From 0 up to, but not, 1. */
  next(): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  /** Whether something of this probability happens. */
  happens(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
  /** A stream of its own: what one part of the run asks for does not change what another one gets. */
  of(name: string): Chance;
};

export function makeChance(seed: number): Chance {
  let state = seed >>> 0;

  /** Mulberry32: 32 bits of state, good enough to choose by. */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));

  return {
    next,
    between,
    happens: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)]!,
    shuffled(items) {
      const left = [...items];
      return items.map(() => left.splice(between(0, left.length - 1), 1)[0]!);
    },
    of: (name) => makeChance([...name].reduce((hash, letter) => mix(hash, letter.codePointAt(0)!), seed)),
  };
}

/** FNV-1a, a step. */
const mix = (hash: number, value: number) => Math.imul(hash ^ value, 16_777_619) >>> 0;
