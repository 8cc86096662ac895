/** Asking a cloud's own API, at an address that the installation's settings name. */
import { boundedBody } from '../bounded-body.ts';

/** What a cloud has answered, whatever its status below 500 was. */
export type CloudAnswer = { status: number; headers: Headers; text: string };

export type Ask = (request: Request | string, init?: RequestInit) => Promise<CloudAnswer>;

const longest = 256 * 1024;

/** The cloud could not be asked, so that nothing is known by it. Its message goes on after the cloud's name. */
export type Unreachable = Error & { unreachable: true };

export const isUnreachable = (error: unknown): error is Unreachable =>
  error instanceof Error && (error as Partial<Unreachable>).unreachable === true;

export const unreachable = (message: string, cause?: unknown): Unreachable =>
  Object.assign(new Error(message, { cause }), { unreachable: true as const });

/**
 * Follows no redirect, reads 256 KiB at most, and gives up with `patience`. Throws Unreachable for no answer, and for
 * one that says nothing of the credential.
 */
export const makeAsk =
  (patience: AbortSignal): Ask =>
  async (request, init) => {
    try {
      const answer = await fetch(request, { ...init, redirect: 'manual', signal: patience });
      const body = await boundedBody(answer, longest);
      if (!body) throw unreachable('answers more than can be read');
      const text = body.toString('utf8');
      const { status, headers } = answer;
      if (status < 300 || (status >= 400 && status < 500 && status !== 429)) return { status, headers, text };
      throw unreachable(status === 429 ? 'asks to be asked less often' : `answers ${status}`);
    } catch (error) {
      if (isUnreachable(error)) throw error;
      throw unreachable(patience.aborted ? 'does not answer in time' : 'cannot be reached', error);
    }
  };

/** What a cloud says, of which nothing is certain. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = Record<string, any>;

/** The JSON object of an answer; an empty one where it is none. */
export function jsonOf({ text }: Pick<CloudAnswer, 'text'>): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A cloud's word that is shown to people: a name, a code, an address; null for anything else. */
export const wordOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w .:@/()+-]{1,200}$/.test(value) ? value : null;
