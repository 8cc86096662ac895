import { CombinedGraphQLErrors, ServerError, type ErrorLike } from '@apollo/client';

/** What went wrong, as one shape: `field` is the dotted path of a wrong input without its leading `input.`. */
export type Failure = { code: string; message: string; traceId?: string; field?: string; reason?: string };

type Said = { message: string; extensions?: Record<string, unknown> | undefined };

/** Reads whatever Apollo, the socket or fetch rejected with. */
export function readFailure(error: unknown): Failure {
  const said = firstSaid(error);
  if (said) return fromGraphql(said);
  if (ServerError.is(error)) {
    const message =
      error.statusCode === 429
        ? 'Too many requests. Wait a minute, then try again.'
        : `The platform answered with status ${error.statusCode}. Try again in a moment.`;
    return { code: `HTTP_${error.statusCode}`, message };
  }
  if (error instanceof TypeError) {
    return {
      code: 'OFFLINE',
      message: 'The platform cannot be reached. Check your connection, then try again.',
    };
  }
  return { code: 'UNKNOWN', message: (error as ErrorLike | undefined)?.message ?? 'Something went wrong.' };
}

function firstSaid(error: unknown): Said | undefined {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0];
  if (Array.isArray(error)) return error[0] as Said | undefined;
  // An answer with a status other than 200 may still carry GraphQL errors in its body.
  if (ServerError.is(error)) {
    try {
      return (JSON.parse(error.bodyText) as { errors?: Said[] }).errors?.[0];
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function fromGraphql({ message, extensions = {} }: Said): Failure {
  const { code, traceId } = extensions as { code?: string; traceId?: string };
  const details = extensions['details'] as { field?: string; reason?: string } | undefined;
  return {
    code: code ?? 'UNKNOWN',
    message,
    ...(traceId && { traceId }),
    ...(details?.field && { field: details.field.replace(/^input\./, '') }),
    ...(details?.reason && { reason: details.reason }),
  };
}

/** True for an answer that says the session is over. */
export const isSignedOut = (error: unknown): boolean => readFailure(error).code === 'AUTHENTICATION_ERROR';
