/** How a portal keeps its session: two cookies that no script can read. */
import type { Caller } from '@hosterizer/kit/viewer';
import { actingSeconds } from './acting.ts';
import { accessSeconds, refreshSeconds, type Issued, type SessionModel } from './sessions.ts';

/** A portal gets the tokens as cookies and not in the body; everybody else the other way round. */
export function handOver(session: Issued, caller: Caller, secure: boolean): SessionModel {
  if (!caller.portal) return session;
  const name = `hz_${caller.portal}`;
  caller.setCookie?.(cookie(name, session.accessToken, accessSeconds, secure));
  if (session.refreshToken)
    caller.setCookie?.(cookie(`${name}_refresh`, session.refreshToken, refreshSeconds, secure));
  return { ...session, accessToken: null, refreshToken: null };
}

/** A session for a customer begins in the admin portal and goes on in the customer portal, which cannot renew it. */
export function handOverActing(session: Issued, caller: Caller, secure: boolean): SessionModel {
  if (!caller.portal) return session;
  caller.setCookie?.(cookie('hz_customer', session.accessToken, actingSeconds, secure));
  caller.setCookie?.(cookie('hz_customer_refresh', '', 0, secure));
  return { ...session, accessToken: null };
}

export function forget(caller: Caller, secure: boolean): void {
  if (!caller.portal) return;
  for (const name of [`hz_${caller.portal}`, `hz_${caller.portal}_refresh`]) {
    caller.setCookie?.(cookie(name, '', 0, secure));
  }
}

/** The access token goes to every route, such as the audit log's export; the refresh token only where it is used. */
function cookie(name: string, value: string, seconds: number, secure: boolean): string {
  const path = name.endsWith('_refresh') ? '/graphql' : '/';
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
