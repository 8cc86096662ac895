/** Lets so many pieces of work run at once; the others stand in line, in the order in which they came. */
export function makeTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: Array<() => void> = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whose turn comes next takes this place over.
      if (next) next();
      else running -= 1;
    }
  };
}
