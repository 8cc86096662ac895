/** What is to be known of a cloud: how its credential looks, what the cloud says of it, and what Terraform takes it by. */
import { invalid } from '@hosterizer/kit/errors';
import type { Ask } from './ask.ts';

/** What a cloud says of a credential. Reasons are sentences for the customer. */
export type Verdict =
  | { status: 'VALID'; account: string }
  | { status: 'POWERLESS'; account: string | null; reason: string }
  | { status: 'REFUSED'; reason: string };

/** All of a credential's parts, by name. */
export type Parts = Record<string, string>;

/** `Ends` are the addresses that the cloud is asked at. */
export type CloudKind<Ends> = {
  title: string;
  /** The credential out of its input, whose name is `at`. Throws VALIDATION_ERROR at the part that cannot be. */
  read(given: Parts, at: string, ends: Ends): Parts;
  /** Names of the parts that are no secret. */
  shown: readonly string[];
  /** Throws Unreachable when the cloud does not say. */
  check(parts: Parts, ask: Ask, ends: Ends): Promise<Verdict>;
  /** For the environment of Terraform. */
  environment(parts: Parts): Record<string, string>;
};

/** A part that must look like this. Throws VALIDATION_ERROR with `reason`. */
export function partOf(given: Parts, at: string, name: string, [like, reason]: readonly [RegExp, string]) {
  const value = (given[name] ?? '').trim();
  if (!like.test(value)) throw invalid(`${at}.${name}`, reason);
  return value;
}

/** Bytes of a form, as browsers send it. */
export const form = (fields: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

export const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
