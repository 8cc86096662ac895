/** One request to a place: tried again while a fault may pass, followed nowhere else, and read to a limit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { boundedBody } from '../bounded-body.ts';
import { away, titleOf, type Place } from './place.ts';

export type PlaceAnswer = { status: number; headers: Headers; body: Buffer };

/** What errors say is short. */
export const longestAnswer = 64 * 1024;

const patience = 15_000;
const tries = 3;

/** `make` is called for each attempt, since a signature holds for one. Throws Away for no answer. */
export async function knock(
  place: Place,
  make: () => Promise<Request> | Request,
  most = longestAnswer,
): Promise<PlaceAnswer> {
  const until = AbortSignal.timeout(patience);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(await make(), { redirect: 'manual', signal: until });
      const body = await boundedBody(answer, most);
      if (!body) throw tooMuch(place);
      if (answer.status !== 429 && answer.status < 500)
        return { status: answer.status, headers: answer.headers, body };
      if (attempt === tries) throw silent(place, `answers ${answer.status}`);
    } catch (error) {
      if ('away' in (error as object)) throw error;
      if (until.aborted) throw silent(place, 'does not answer in time', error);
      if (attempt === tries) throw silent(place, 'cannot be reached', error);
    }
    await sleep(50 * 2 ** attempt * (0.5 + Math.random()));
  }
}

const silent = (place: Place, what: string, cause?: unknown) =>
  away(`The ${titleOf(place)}, where the state lies, ${what}. Try again in a while.`, {
    ...{ refused: false, cause },
  });

const tooMuch = (place: Place) =>
  away(
    `The ${titleOf(place)}, where the state lies, answers more than the platform has ever written there.`,
    {
      refused: true,
    },
  );
