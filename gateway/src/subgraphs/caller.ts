import type { SubgraphName } from '@hosterizer/kit/sdl';
import type { Tokens } from '@hosterizer/kit/tokens';
import { signCaller, type Caller } from '@hosterizer/kit/viewer';

/** The one subgraph that keeps sessions, and so may see refresh tokens and set cookies. */
export const sessionKeeper: SubgraphName = 'accounts';

/** The caller as far as this subgraph may know them. */
export function callerFor(subgraph: SubgraphName, caller: Caller): Caller {
  if (subgraph === sessionKeeper) return caller;
  const { refreshToken: _token, setCookie: _cookie, ...rest } = caller;
  return rest;
}

export type Sign = (subgraph: SubgraphName, caller: Caller) => string;

/** Signs each caller once for the session keeper and once for all other subgraphs together. */
export function makeSign(tokens: Tokens): Sign {
  const forKeeper = new WeakMap<Caller, string>();
  const forOthers = new WeakMap<Caller, string>();

  return (subgraph, caller) => {
    const signed = subgraph === sessionKeeper ? forKeeper : forOthers;
    const known = signed.get(caller) ?? signCaller(tokens, callerFor(subgraph, caller));
    signed.set(caller, known);
    return known;
  };
}
