import { ApolloLink } from '@apollo/client';
import { catchError, from, mergeMap, of, throwError } from 'rxjs';
import { isSignedOut } from '../failure.ts';
import type { Session } from './session.ts';

// Their refusal is their answer; everything else may be sent again once the session goes on.
const exempt = new Set(['Viewer', 'SignIn', 'SignOut', 'RefreshSession']);

/** Renews the session when an operation is refused for want of one, then sends that operation again, once. */
export function sessionLink(session: Session): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const answer = forward(operation);
    if (exempt.has(operation.operationName ?? '')) return answer;

    const again = () => from(session.recover()).pipe(mergeMap(() => forward(operation)));
    return answer.pipe(
      mergeMap((result) => ('errors' in result && isSignedOut(result.errors) ? again() : of(result))),
      catchError((error: unknown) => (isSignedOut(error) ? again() : throwError(() => error))),
    );
  });
}
