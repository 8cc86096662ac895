/** A self-clocked window: the first call goes at once, and those that follow wait as long as the last one was worth. */

/** After work that cost so much, the next waits so many times as long, within bounds in milliseconds. */
const rest = { times: 2, least: 1, most: 100 };

export type Window = {
  /** Runs the work now, or once the window is over; asked several times meanwhile, once. */
  ask(): void;
  /** Runs no more. */
  close(): void;
};

/** `work` returns what it has cost, in milliseconds, or nothing when there was nothing to do. */
export function makeWindow(work: () => number | undefined): Window {
  let timer: NodeJS.Timeout | undefined;
  let asked = false;
  let closed = false;

  function run(): void {
    asked = false;
    const cost = work();
    if (cost === undefined || closed) return;
    timer = setTimeout(over, Math.min(rest.most, Math.max(rest.least, rest.times * cost)));
  }

  function over(): void {
    timer = undefined;
    if (asked) run();
  }

  return {
    ask() {
      if (closed) return;
      asked = true;
      if (timer === undefined) run();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
