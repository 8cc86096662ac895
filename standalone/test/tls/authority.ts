/** Certificates of an authority that nobody but a test trusts. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Authority = {
  /** The file of its own certificate. */
  file: string;
  /** Files of a key and a certificate for this host. */
  certify(host: string): Promise<{ key: string; certificate: string }>;
};

export async function makeAuthority(folder: string, name: string): Promise<Authority> {
  const at = (what: string) => join(folder, `${name}-${what}`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const file = at('ca.crt');
  await run('openssl', [
    ...['req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', at('ca.key'), '-out', file],
  ]);

  return {
    file,
    async certify(host) {
      const extensions = at('extensions');
      writeFileSync(extensions, `subjectAltName=DNS:${host}\n`);
      await run('openssl', [
        ...['req', ...key, '-subj', `/CN=${host}`, '-keyout', at('server.key'), '-out', at('server.csr')],
      ]);
      await run('openssl', [
        ...['x509', '-req', '-days', '2', '-CAcreateserial', '-CA', file, '-CAkey', at('ca.key')],
        ...['-extfile', extensions, '-in', at('server.csr'), '-out', at('server.crt')],
      ]);
      return { key: at('server.key'), certificate: at('server.crt') };
    },
  };
}
