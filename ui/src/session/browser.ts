import { print } from 'graphql';
import { RefreshSession } from './documents.ts';
import { createSession, type Memory, type Session } from './session.ts';

/** The session of one portal in this browser: its cookies, local storage and a lock between its tabs. */
export function browserSession(portal: string): Session {
  return createSession({
    refresh: () => refreshOverHttp(portal),
    memory: localMemory(`hosterizer-${portal}-session`),
    // Without locks (a plain-http host name) two tabs may race; the loser then asks to sign in.
    alone: (work) =>
      'locks' in navigator ? navigator.locks.request(`hosterizer-${portal}-refresh`, work) : work(),
    now: Date.now,
  });
}

async function refreshOverHttp(portal: string): Promise<string | null> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'hosterizer-portal': portal },
    body: JSON.stringify({ operationName: 'RefreshSession', query: print(RefreshSession) }),
  });
  const answer = (await response.json()) as {
    data?: { refreshSession?: { expiresAt: string } | null } | null;
    errors?: Array<{ message: string; extensions?: { code?: string } }>;
  };
  const expiresAt = answer.data?.refreshSession?.expiresAt;
  if (expiresAt) return expiresAt;
  const [error] = answer.errors ?? [];
  // Only a clear refusal ends the session; a platform in trouble does not.
  if (error?.extensions?.code === 'AUTHENTICATION_ERROR') return null;
  throw new Error(error?.message ?? `The session could not be renewed (status ${response.status}).`);
}

function localMemory(key: string): Memory {
  let fallback: string | null = null;
  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return fallback;
    }
  };
  return {
    read: () => {
      const value = Number(read());
      return Number.isFinite(value) && value > 0 ? value : null;
    },
    write: (expiresAt) => {
      fallback = expiresAt === null ? null : String(expiresAt);
      try {
        if (fallback === null) localStorage.removeItem(key);
        else localStorage.setItem(key, fallback);
      } catch {
        // Storage may be forbidden; this tab still remembers.
      }
    },
  };
}
