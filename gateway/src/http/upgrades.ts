/** Lets WebSockets in at /graphql, from pages that may, and nowhere else. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Sockets } from '../live/sockets.ts';
import { originOf, type Trusted } from './proxies.ts';
import type { OriginAllowed } from './security.ts';

export function serveUpgrades(
  server: FastifyInstance,
  { sockets, originAllowed, trusted }: { sockets: Sockets; originAllowed: OriginAllowed; trusted: Trusted },
): void {
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?', 1)[0] !== '/graphql') return refuse(socket, '404 Not Found');
    // A page of another origin would come with the cookies of whoever looks at it.
    const { ip, host } = originOf(request, trusted);
    if (!originAllowed(request.headers.origin, host)) return refuse(socket, '403 Forbidden');
    sockets.accept(request, socket, head, ip);
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
