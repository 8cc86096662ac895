import type { GraphQLFormattedError } from 'graphql';

/** The platform's own codes, and NETWORK_ERROR for a platform that could not be reached or did not answer GraphQL. */
export type RequestErrorCode =
  | 'AUTHENTICATION_ERROR'
  | 'AUTHORIZATION_ERROR'
  | 'VALIDATION_ERROR'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMIT_EXCEEDED'
  | 'POLICY_VIOLATION'
  | 'EXTERNAL_SERVICE_ERROR'
  | 'INTERNAL_ERROR'
  | 'NETWORK_ERROR';

/** Every failure of this client: `message` is a sentence for people, `code` is for programs. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  /** Which input was wrong and why, when the platform says so. */
  readonly details: Record<string, unknown> | undefined;
  /** Quote it when asking the platform's operators for help. */
  readonly traceId: string | undefined;
  /** All errors as they came; empty when no answer came. */
  readonly errors: readonly GraphQLFormattedError[];

  constructor(
    code: RequestErrorCode,
    message: string,
    errors: readonly GraphQLFormattedError[] = [],
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    const extensions = errors[0]?.extensions ?? {};
    this.code = code;
    this.details = extensions['details'] as Record<string, unknown> | undefined;
    this.traceId = extensions['traceId'] as string | undefined;
    this.errors = errors;
  }
}

/** The error of an answer that carries GraphQL errors; the first one speaks for all. */
export function fromAnswer(errors: readonly GraphQLFormattedError[]): RequestError {
  const code = errors[0]?.extensions?.['code'] as RequestErrorCode | undefined;
  return new RequestError(code ?? 'INTERNAL_ERROR', errors.map(({ message }) => message).join(' '), errors);
}
