/** Looks up what a domain says about itself. */
import { Resolver } from 'node:dns/promises';

export type Dns = {
  /** The texts of a name's TXT records, none where there is no such record. Throws an Error when DNS does not answer. */
  txt(name: string): Promise<string[]>;
};

/** How long one server has to answer, in milliseconds, and how often it is asked: 4.5 seconds at most for one server. */
const patience = { timeout: 1_500, tries: 2, maxTimeout: 3_000 };
/** Where the name is not, or has no TXT record. */
const absent = new Set(['ENOTFOUND', 'ENODATA']);

/** `servers` are addresses such as 192.0.2.1 or 127.0.0.1:5353; the machine's own when there are none. */
export function makeDns(servers: readonly string[] = []): Dns {
  return {
    async txt(name) {
      // One for each look-up, so that a change of the machine's servers is heard of.
      const resolver = new Resolver(patience);
      if (servers.length > 0) resolver.setServers(servers);
      try {
        // A record longer than 255 bytes comes in parts.
        return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
      } catch (error) {
        const { code = 'no reason' } = error as NodeJS.ErrnoException;
        if (absent.has(code)) return [];
        throw new Error(`DNS does not answer for ${name} (${code}).`, { cause: error });
      }
    },
  };
}
