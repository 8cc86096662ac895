/** Waiting for a watcher who does not take what it is sent. */
import { onceTaken, type Watcher } from './watcher.ts';

/** Milliseconds after which the socket is closed; its client comes again, and goes on at its cursor. */
const longest = 30_000;
/** 1013, "try again later" in the registry of close codes: clients of graphql-ws come again after it. */
const tryAgainLater = 1013;

/** Resolves when everything it was sent has been taken, or the connection has ended. */
export function patience(watcher: Watcher): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      watcher.socket.close(tryAgainLater, 'Too slow: come again, and go on behind the last event.');
    }, longest);
    timer.unref();
    onceTaken(watcher, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
