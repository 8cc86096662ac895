/** AWS Signature Version 4, from its documentation: whether a request bears the one that it must. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Signing = { service: string; region: string; accessKeyId: string; secretAccessKey: string };

export const sha256 = (text: Buffer | string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();

/** `ACCESS_KEY` for another one's, `SIGNATURE` for a wrong one, and a word on what else is wrong; null when it holds. */
export function signatureFault(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  { service, region, accessKeyId, secretAccessKey }: Signing,
): string | null {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!given) return 'NONE';
  const [, key, day, ofRegion, ofService, names, signature] = given as unknown as string[];
  if (key !== accessKeyId) return 'ACCESS_KEY';
  if (ofRegion !== region || ofService !== service) return 'SCOPE';
  const time = String(headers['x-amz-date']);
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!time.startsWith(day!) || !(Math.abs(at - Date.now()) < 15 * 60_000)) return 'TIME';
  const said = headers['x-amz-content-sha256'];
  if (said !== undefined && said !== sha256(body)) return 'BODY';
  const signed = names!.split(';');
  if (!['host', 'x-amz-date'].every((name) => signed.includes(name))) return 'NONE';

  const asked = new URL(url!, 'http://local');
  const strict = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonical = [
    method,
    asked.pathname
      .split('/')
      .map((part) => strict(decodeURIComponent(part)))
      .join('/'),
    [...asked.searchParams]
      .map((pair) => pair.map(strict).join('='))
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const signing = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day!));
  const wanted = hmac(signing, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n'));
  return timingSafeEqual(wanted, Buffer.from(signature!, 'hex')) ? null : 'SIGNATURE';
}
