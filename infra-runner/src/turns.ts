/** Runs the work of one key one after the other. */
export type Turns = (key: string, work: () => Promise<void>) => Promise<void>;

export function makeTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return async (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => {});
    last.set(key, settled);
    await turn.finally(() => {
      if (last.get(key) === settled) last.delete(key);
    });
  };
}
