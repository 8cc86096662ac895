import { GraphQLError, type GraphQLFormattedError } from 'graphql';

export type ErrorCode =
  | 'AUTHENTICATION_ERROR'
  | 'AUTHORIZATION_ERROR'
  | 'VALIDATION_ERROR'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMIT_EXCEEDED'
  | 'POLICY_VIOLATION'
  | 'EXTERNAL_SERVICE_ERROR'
  | 'INTERNAL_ERROR';

/** Where in a text of the caller's something is wrong. */
export type Place = { file?: string; line?: number };

/** `problems` are all that is wrong, of which the error tells the first. */
export type ErrorDetails = Place & {
  field?: string;
  reason: string;
  problems?: ReadonlyArray<{
    file: string | null;
    line: number | null;
    field: string | null;
    reason: string;
  }>;
};

/** An error whose message, code and details are meant for the caller. Anything else that is thrown is a bug and is masked. */
export class AppError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, details?: ErrorDetails) {
    super(message, { extensions: { code, ...(details && { details }) } });
    this.code = code;
  }
}

export const unauthenticated = (message = 'Sign in first.') => new AppError('AUTHENTICATION_ERROR', message);

/** Of a customer that is suspended. */
export const suspended = () =>
  new AppError(
    'AUTHORIZATION_ERROR',
    'This account is suspended: it can be read, and nothing in it can be changed. Ask the platform’s operator.',
  );

export const forbidden = (scope: string) =>
  new AppError(
    'AUTHORIZATION_ERROR',
    `This needs the permission ${scope}. Ask an owner of your account for it.`,
  );

export const notFound = (kind: string, id: string) =>
  new AppError('NOT_FOUND', `${kind} ${id} does not exist.`);

export const conflict = (message: string) => new AppError('CONFLICT', message);

/** `field` is the dotted path of the input that is wrong, `reason` a sentence that says what it must be. */
export const invalid = (field: string, reason: string, more: Omit<ErrorDetails, 'field' | 'reason'> = {}) =>
  new AppError('VALIDATION_ERROR', `${field}: ${reason}`, { field, reason, ...more });

export const externalFailure = (message: string) => new AppError('EXTERNAL_SERVICE_ERROR', message);

/** What graphql-js and Apollo themselves find wrong with a request, in our one vocabulary. */
const requestFaults: Record<string, ErrorCode> = {
  GRAPHQL_PARSE_FAILED: 'VALIDATION_ERROR',
  GRAPHQL_VALIDATION_FAILED: 'VALIDATION_ERROR',
  BAD_USER_INPUT: 'VALIDATION_ERROR',
  BAD_REQUEST: 'VALIDATION_ERROR',
  OPERATION_RESOLUTION_FAILURE: 'VALIDATION_ERROR',
  PERSISTED_QUERY_NOT_FOUND: 'NOT_FOUND',
  PERSISTED_QUERY_NOT_SUPPORTED: 'VALIDATION_ERROR',
};

const codes = new Set<string>([
  ...Object.values(requestFaults),
  'AUTHENTICATION_ERROR',
  'AUTHORIZATION_ERROR',
  'CONFLICT',
  'RATE_LIMIT_EXCEEDED',
  'POLICY_VIOLATION',
  'EXTERNAL_SERVICE_ERROR',
]);

/** GraphQL quotes the whole value of a variable that does not fit, passwords in it and all: what is wrong with it is enough. */
function withoutValue(message: string): string {
  const name = /^Variable "\$(\w+)" got invalid value /.exec(message)?.[1];
  if (!name) return message;
  // What is quoted stands before what is meant, so the last of each is meant.
  const last = (pattern: RegExp) => [...message.matchAll(pattern)].at(-1)?.[1];
  const place = last(new RegExp(` at ("${name}[\\w.[\\]]*"); `, 'g'));
  const field = last(
    /; (Field "\w+" (?:of required type "[^"]+" was not provided|is not defined by type "[^"]+"))\./g,
  );
  const kind = last(/; (\w+) cannot represent /g) ?? last(/ does not exist in "(\w+)" enum/g);
  const reason = field ?? (kind ? `It is no ${kind}` : 'It has another type');
  return `Variable "$${name}" does not fit${place ? ` at ${place}` : ''}. ${reason}.`;
}

/**
 * The one shape in which an error leaves a process: `extensions: { code, details?, traceId }`.
 * What is not an AppError is reported and masked; INTERNAL_ERROR that another of our processes has masked stays so.
 */
export function presentError(
  error: GraphQLFormattedError,
  cause: unknown,
  { traceId, report }: { traceId: string; report: (cause: unknown) => void },
): GraphQLFormattedError {
  const said = String(error.extensions?.['code'] ?? '');
  const place = {
    ...(error.path && { path: error.path }),
    ...(error.locations && { locations: error.locations }),
  };

  if (codes.has(said) || requestFaults[said]) {
    const details = error.extensions?.['details'];
    const code = requestFaults[said] ?? said;
    return {
      message: withoutValue(error.message),
      ...place,
      extensions: { code, ...(details ? { details } : {}), traceId },
    };
  }
  if (said !== 'INTERNAL_ERROR') report(cause);
  const masked = `Something went wrong on our side. Quote the trace id ${traceId} when you ask for help.`;
  return { message: masked, ...place, extensions: { code: 'INTERNAL_ERROR', traceId } };
}
