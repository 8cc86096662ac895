/** Logos: what a browser gets to see is what the bytes are, whatever somebody called them. */
import { invalid } from '@hosterizer/kit/errors';

export type Picture = { bytes: Buffer; type: 'image/png' | 'image/jpeg' | 'image/webp' };

type Size = { width: number; height: number };

const mostBytes = 256 * 1024;
const mostPixels = 2_000;

/** `url` is a data: URL, whose own word on the type does not count. Throws VALIDATION_ERROR. */
export function pictureOf(field: string, url: string): Picture {
  const base64 = /^data:[^,]{0,100};base64,([A-Za-z0-9+/]+={0,2})$/.exec(url)?.[1];
  if (!base64) throw invalid(field, 'Give the picture as a data: URL in base64.');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > mostBytes) throw invalid(field, 'Give a picture of at most 256 kB.');

  const found = png(bytes) ?? jpeg(bytes) ?? webp(bytes);
  if (!found) throw invalid(field, 'Give a PNG, JPEG or WebP picture.');
  const { type, width, height } = found;
  if (Math.min(width, height) < 1 || Math.max(width, height) > mostPixels) {
    throw invalid(
      field,
      `Give a picture of at most ${mostPixels} pixels each way; this one has ${width} × ${height}.`,
    );
  }
  return { bytes, type };
}

type Found = Size & { type: Picture['type'] };

function png(bytes: Buffer): Found | null {
  const begins = bytes.length >= 24 && bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n';
  if (!begins || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Frame headers: every marker from C0 to CF but those for tables (C4, CC) and for an extension (C8). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpeg(bytes: Buffer): Found | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  // Each segment says how long it is; the size stands in the first frame header.
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (!isFrame(bytes[at + 1]!)) continue;
    return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
  }
  return null;
}

function webp(bytes: Buffer): Found | null {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null;
  const kind = bytes.toString('latin1', 8, 16);
  const of = (width: number, height: number): Found => ({ type: 'image/webp', width, height });
  if (kind === 'WEBPVP8 ') return of(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
  if (kind === 'WEBPVP8X') return of(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
  if (kind !== 'WEBPVP8L') return null;
  const packed = bytes.readUInt32LE(21);
  return of((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1);
}
