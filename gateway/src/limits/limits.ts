/** How often a viewer may ask, sign in, search and change many things at once. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { AppError } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import type { Viewer } from '@hosterizer/kit/viewer';
import { counterByPoints, openCounters, type Allowance, type Count, type Take } from './counters.ts';
import type { Budget, Call } from './fields.ts';

/** How often; 0 for any number of times. */
export type Rates = {
  /** Requests of a viewer in a minute. */
  api: number;
  /** Attempts to sign in from one address, and at one account, in a minute. */
  signIn: number;
  /** Searches of a customer in a minute. */
  search: number;
  /** Exports, and changes of many objects at once, of a viewer in an hour. */
  bulk: number;
};

export type Asker = { viewer: Viewer | null; ip: string; requestsPerMinute?: number };

export type Limits = {
  /** Counts one request. Null for somebody who is not limited, and while nobody can count. */
  request(asker: Asker): Promise<Count | null>;
  /** Counts what an operation calls, all of it before any of it is executed. Throws RATE_LIMIT_EXCEEDED. */
  calls(asker: Asker, calls: readonly Call[]): Promise<void>;
  close(): void;
};

export const unlimited: Limits = { request: async () => null, calls: async () => {}, close: () => {} };

const minute = 60;
const hour = 60 * minute;

/** RATE_LIMIT_EXCEEDED, with the seconds after which to come again. */
export type Refusal = AppError & { retryAfter: number };

const refusal = (sentence: string, retryAfter: number): Refusal => {
  const message = `${sentence} Come again in ${retryAfter} second${retryAfter === 1 ? '' : 's'}.`;
  return Object.assign(new AppError('RATE_LIMIT_EXCEEDED', message), { retryAfter });
};

export const refusedRequest = ({ points, seconds }: Count): Refusal =>
  refusal(`That were more than ${points} requests in a minute.`, seconds);

export async function makeLimits(
  { redisUrl, rates }: { redisUrl: string; rates: Rates },
  log: Log,
): Promise<Limits> {
  if (Object.values(rates).every((rate) => rate === 0)) return unlimited;
  const counters = await openCounters(redisUrl, log);
  const counter = (allowance: Allowance): Take | null =>
    allowance.points > 0 ? counters.counter(allowance) : null;

  const requests = counterByPoints(counters, { name: 'api', points: rates.api, seconds: minute });
  const signIn = { points: rates.signIn, seconds: minute, insured: true };
  const byAddress = counter({ ...signIn, name: 'sign-in-address' });
  const byAccount = counter({ ...signIn, name: 'sign-in-account' });
  const searches = counter({ name: 'search', points: rates.search, seconds: minute });
  const bulk = counter({ name: 'bulk', points: rates.bulk, seconds: hour });

  async function attempts({ ip }: Asker, calls: readonly Call[]): Promise<void> {
    const sentence = `That were more than ${rates.signIn} attempts in a minute.`;
    // An address that has had its share does not use up the accounts of others.
    await spend(byAddress, networkOf(ip), calls.length, sentence);
    const accounts = new Map<string, number>();
    for (const { value } of calls) {
      if (value === null) continue;
      const account = createHash('sha256').update(value.trim().toLowerCase()).digest('base64url');
      accounts.set(account, (accounts.get(account) ?? 0) + 1);
    }
    for (const [account, count] of accounts) await spend(byAccount, account, count, sentence);
  }

  return {
    async request(asker) {
      const { viewer, requestsPerMinute } = asker;
      if (rates.api === 0 || viewer?.kind === 'RUNNER') return null;
      return requests(requestsPerMinute ?? rates.api)(keyOf(asker));
    },

    async calls(asker, calls) {
      const of = (by: Budget) => calls.filter((call) => call.by === by);
      await attempts(asker, of('SIGN_IN'));
      const { customerId } = asker.viewer ?? {};
      // A list is no search as long as nothing is searched for.
      const found = of('SEARCH').filter(({ named, value }) => !named || value !== null);
      await spend(
        ...([searches, customerId ?? keyOf(asker), found.length] as const),
        `That were more than ${rates.search} searches in a minute.`,
      );
      await spend(
        ...([bulk, keyOf(asker), of('BULK').length] as const),
        `That were more than ${rates.bulk} exports or changes of many things in an hour.`,
      );
    },

    close: () => counters.close(),
  };
}

async function spend(take: Take | null, key: string, points: number, sentence: string): Promise<void> {
  if (!take || points === 0) return;
  const count = await take(key, points);
  if (count && !count.allowed) throw refusal(sentence, count.seconds);
}

const keyOf = ({ viewer, ip }: Asker): string => viewer?.id ?? networkOf(ip);

/** An address as it is counted: of version 6 the network of 64 bits, since everybody has as many as they like in one. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
