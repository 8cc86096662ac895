/** What an API key looks like: `hzk_`, its id in 32 hex digits, `_`, and 32 random bytes in base64url. */
import { newSecret } from '@hosterizer/kit/link-secrets';

/** How every key's secret begins; the rest of its id follows. */
export const prefixOf = (id: string): string => `hzk_${id.replaceAll('-', '').slice(0, 12)}`;

/** A new secret for a key with this id, and the hash that is stored. */
export function newApiKeySecret(id: string): { text: string; hash: Buffer } {
  const { text, hash } = newSecret();
  return { text: `hzk_${id.replaceAll('-', '')}_${text}`, hash };
}

/** The parts of a key's text; null when it is no key. */
export function parseApiKey(text: string): { id: string; secret: string } | null {
  const [, hex, secret] = /^hzk_([0-9a-f]{32})_([\w-]{43})$/.exec(text) ?? [];
  if (!hex || !secret) return null;
  return { id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), secret };
}
