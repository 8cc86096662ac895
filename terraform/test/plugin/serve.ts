/**
 * Terraform plug-ins that know a provider's schema and nothing else: enough for `validate`, and for `test` with
 * `mock_provider`. Terraform is told of them by TF_REATTACH_PROVIDERS, and so downloads and starts none.
 *
 * gRPC is HTTP/2 with each message behind five bytes, the first of which says that it is not compressed, and a status in
 * the trailers. One request with an answer is all that Terraform wants of a plug-in, so node:http2 does.
 */
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { providerSchema } from './messages.ts';
import type { ProviderSchema } from './schema.ts';

export const schemasFolder = fileURLToPath(new URL('../../schemas/', import.meta.url));

export const readSchema = (provider: string): ProviderSchema =>
  JSON.parse(readFileSync(join(schemasFolder, `${provider}.json`), 'utf8'));

export type Plugins = {
  /** The value for TF_REATTACH_PROVIDERS, with all of them or without some. */
  reattach(without?: string[]): string;
  stop(): Promise<void>;
};

/** Serves schemas, each on a socket of its own. */
export async function servePlugins(schemas: ProviderSchema[]): Promise<Plugins> {
  // A socket's path may not be long, so it does not stand in a test's own folder.
  const folder = mkdtempSync(join(tmpdir(), 'hosterizer-plugin-'));
  const plugins = await Promise.all(
    schemas.map(async (schema, index) => {
      const path = join(folder, `${index}.sock`);
      return { source: schema.source, path, stop: await serve(path, answersOf(schema)) };
    }),
  );
  return {
    reattach: (without = []) =>
      JSON.stringify(
        Object.fromEntries(
          plugins
            .filter(({ source }) => !without.includes(source))
            .map(({ source, path }) => [source, attachment(path)]),
        ),
      ),
    async stop() {
      await Promise.all(plugins.map(({ stop }) => stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `Test` asks Terraform to leave the process alone when it is done. */
const attachment = (path: string) => ({
  ...{ Protocol: 'grpc', ProtocolVersion: 6, Pid: process.pid, Test: true },
  Addr: { Network: 'unix', String: path },
});

type Answers = Record<string, Uint8Array | undefined>;

function answersOf(schema: ProviderSchema): Answers {
  const agreed = new Uint8Array();
  return {
    '/tfplugin6.Provider/GetProviderSchema': providerSchema(schema),
    '/tfplugin6.Provider/ValidateProviderConfig': agreed,
    '/tfplugin6.Provider/ValidateResourceConfig': agreed,
    '/tfplugin6.Provider/ValidateDataResourceConfig': agreed,
    '/tfplugin6.Provider/ConfigureProvider': agreed,
    '/tfplugin6.Provider/StopProvider': agreed,
  };
}

const unimplemented = '12';

/** Answers calls on a socket until it is told to stop. */
async function serve(path: string, answers: Answers): Promise<() => Promise<void>> {
  const server = createServer();
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    // Terraform goes away in the middle of what it has no use for any more.
    stream.on('error', () => stream.destroy());
    stream.resume();
    answer(stream, answers[headers[':path'] ?? '']);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));

  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const session of sessions) session.destroy();
    await closed;
  };
}

function answer(stream: ServerHttp2Stream, message: Uint8Array | undefined): void {
  const headers = { ':status': 200, 'content-type': 'application/grpc' };
  if (!message) {
    stream.respond({ ...headers, 'grpc-status': unimplemented }, { endStream: true });
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}
