/** What every answer tells browsers, and which browsers may change anything. */
import { AppError } from '@hosterizer/kit/errors';
import type { FastifyInstance } from 'fastify';

/**
 * Everything comes from the gateway itself. The portals' style library makes empty style elements and fills them
 * through the style sheet's own interface, so of inline styles only the empty one is allowed, by its hash.
 */
const policy = (styles: string) =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    `style-src 'self' ${styles}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const portalPolicy = policy("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
/** GraphiQL's editor writes style elements and attributes as text. */
const graphiqlPolicy = policy("'unsafe-inline'");
const graphiql = '/graphiql/';

const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [
    'accelerometer',
    'browsing-topics',
    'camera',
    'display-capture',
    'geolocation',
    'gyroscope',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'usb',
  ]
    .map((feature) => `${feature}=()`)
    .join(', '),
};

const year = 365 * 24 * 60 * 60;

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
    const isGraphiql = request.url.startsWith(graphiql);
    reply.headers({ ...headers, 'content-security-policy': isGraphiql ? graphiqlPolicy : portalPolicy });
    if (request.protocol === 'https') reply.header('strict-transport-security', `max-age=${year}`);
    if (reading.has(request.method) || originAllowed(request.headers.origin, request.host)) return;
    throw new AppError(
      'AUTHORIZATION_ERROR',
      'Pages of this origin may not call the platform; see HOSTERIZER_ORIGIN.',
    );
  });
}
