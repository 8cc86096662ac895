/** Every request gets a trace id and a log line; errors get the one shape in which they leave. */
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import { retryAfterOf } from './admission.ts';
import { traceIdOf, type Present, type Trace } from '../request.ts';

declare module 'fastify' {
  interface FastifyRequest {
    trace: Trace;
  }
}

/** Paths that are asked for so often that a line each would hide the others. */
const quiet = /^\/(health|metrics)/;

/** Logs what was asked and how it ended; never bodies, tokens, cookies or query strings. */
export function logRequests(server: FastifyInstance, log: Log): void {
  server.decorateRequest('trace', null as unknown as Trace);
  server.addHook('onRequest', async (request, reply) => {
    request.trace = { traceId: traceIdOf(request.headers['traceparent']) };
    reply.header('trace-id', request.trace.traceId);
  });
  server.addHook('onResponse', async (request, reply) => {
    const path = pathOf(request).slice(0, 300);
    const { traceId, operation, viewerId } = request.trace;
    const line = {
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      traceId,
    };
    const level = quiet.test(path) ? 'debug' : 'info';
    log[level]({ ...line, ...(operation && { operation }), ...(viewerId && { viewerId }) }, 'request');
  });
}

const statuses: Partial<Record<ErrorCode, number>> = {
  AUTHENTICATION_ERROR: 401,
  AUTHORIZATION_ERROR: 403,
  VALIDATION_ERROR: 400,
  NOT_FOUND: 404,
  RATE_LIMIT_EXCEEDED: 429,
  EXTERNAL_SERVICE_ERROR: 502,
};

/** The status that goes with an error outside of GraphQL. */
export const statusOf = (code: ErrorCode): number => statuses[code] ?? 409;

/** Answers what is thrown outside of GraphQL as `{ errors: [{ message, extensions }] }`, as GraphQL would. */
export function answerErrors(server: FastifyInstance, present: Present): void {
  server.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    const own = error instanceof AppError;
    const status = own ? statusOf(error.code) : (error.statusCode ?? 500);
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== null) void reply.header('retry-after', retryAfter);
    const fault = own || status >= 500 ? error : new AppError('VALIDATION_ERROR', sentence(error));
    const shown = present(
      fault instanceof AppError ? fault.toJSON() : { message: fault.message },
      error,
      request.trace.traceId,
    );
    return reply.code(status).send({ errors: [shown] });
  });
}

/** For a path that nobody serves. */
export function notFoundError(request: FastifyRequest): AppError {
  return new AppError(
    'NOT_FOUND',
    `${request.method} ${pathOf(request)} does not exist. The API is at /graphql.`,
  );
}

export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0]!;

function sentence({ code, message }: FastifyError): string {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'The request is too large.';
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'Send JSON, with the content type application/json.';
  return message;
}
