import { setTimeout as sleep } from 'node:timers/promises';

/** One request at a door that a job's token opens. */
export type Knock = {
  method: string;
  /** What follows the door's address. */
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | Blob;
  /** Ends the attempts. */
  until: AbortSignal;
  /** Answers besides those of 2xx that are no fault. */
  accept?: number[];
  /** What one attempt may take, in milliseconds. */
  patience?: number;
  /** How long a sentence of a server error is doubted, in milliseconds; for as long as `until` lets it unless given. */
  doubt?: number;
  /** The beginning of the sentence for a refusal, such as "The site's state could not be read". */
  failing: string;
};

export type Answer = { status: number; body: Uint8Array };

export type Door = (knock: Knock) => Promise<Answer>;

/** The platform said no; another attempt would be told the same. */
export type Refusal = Error & { status: number };

export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && typeof (error as Partial<Refusal>).status === 'number';

const backoff = { first: 100, last: 5_000 };

/** Tries for as long as a fault may pass: no answer, a server error, too many requests. Throws an Error with a sentence. */
export function openDoor(url: string, token: string): Door {
  const authorization = `Basic ${Buffer.from(`job:${token}`).toString('base64')}`;

  return async ({
    method,
    path = '',
    headers = {},
    body,
    until,
    accept = [],
    patience = 30_000,
    doubt = Infinity,
    failing,
  }) => {
    let fault = 'no answer';
    const doubts = makeDoubts(failing, doubt);
    for (let pause = backoff.first; ; pause = Math.min(2 * pause, backoff.last)) {
      try {
        const response = await fetch(url + path, {
          method,
          headers: { authorization, ...headers },
          ...(body !== undefined && { body }),
          signal: AbortSignal.any([until, AbortSignal.timeout(patience)]),
        });
        // Read here, so that an answer that breaks off is asked for again.
        const answer = { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
        if (response.ok || accept.includes(response.status)) return answer;
        fault = `HTTP ${response.status} ${textOf(answer).slice(0, 300)}`.trim();
        doubts(answer);
        if (response.status < 500 && response.status !== 429)
          throw Object.assign(new Error(`${failing} (${fault}).`), { status: response.status });
      } catch (error) {
        if (isRefusal(error)) throw error;
        if (!until.aborted) fault = reasonOf(error);
      }
      await sleep(pause * (0.5 + Math.random()), undefined, { signal: until }).catch(() => {
        throw new Error(`${failing} (${fault}).`);
      });
    }
  };
}

/** Throws the sentence that the platform says again and again: the fault is not its own, and may not pass. */
function makeDoubts(failing: string, doubt: number): (answer: Answer) => void {
  let since = 0;
  return (answer) => {
    const sentence = answer.status === 503 ? sentenceIn(textOf(answer)) : null;
    if (sentence === null) {
      since = 0;
      return;
    }
    since ||= Date.now();
    if (Date.now() - since >= doubt)
      throw Object.assign(new Error(`${failing}. ${sentence}`), { status: answer.status });
  };
}

function sentenceIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error.slice(0, 500) : null;
  } catch {
    return null;
  }
}

export const textOf = ({ body }: Answer) => Buffer.from(body).toString('utf8');

/** fetch says "fetch failed" and hides why in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
