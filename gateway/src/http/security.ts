/** What every answer tells browsers, and which browsers may change anything. */
import { AppError } from '@hosterizer/kit/errors';
import type { FastifyInstance } from 'fastify';

/** Everything comes from the gateway itself. Editors build their workers out of blobs, and styles are put in by scripts. */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a page of this origin may talk to us. Programs send no Origin; `null` is a page that hides its own. */
export type OriginAllowed = (origin: string | undefined, host: string | undefined) => boolean;

export function makeOriginAllowed(origins: readonly string[]): OriginAllowed {
  return (origin, host) => {
    if (origin === undefined) return true;
    if (origins.includes(origin)) return true;
    // The scheme is left to TLS: a proxy in front of us may speak it where we do not.
    return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
  };
}

export function secure(server: FastifyInstance, originAllowed: OriginAllowed): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
    if (reading.has(request.method) || originAllowed(request.headers.origin, request.host)) return;
    throw new AppError(
      'AUTHORIZATION_ERROR',
      'Pages of this origin may not call the platform; see HOSTERIZER_ORIGIN.',
    );
  });
}
