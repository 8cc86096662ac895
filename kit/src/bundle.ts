/**
 * A module's bundle: the files of a root module and of every module that it names, by their paths in the terraform folder.
 * Its digest names it, so nobody has to be believed what is in it.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

export type BundleFile = {
  /** With slashes, and neither `.` nor `..` in it. */
  path: string;
  content: Buffer;
};

/** What a bundle may hold. */
export const bundleLimits = { files: 1_000, bytes: 8 * 1024 * 1024 };

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** SHA-256 over the files by path, as 64 hexadecimal digits. */
export function digestOf(files: readonly BundleFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of inOrder(files)) {
    // Lengths before texts: no two bundles make the same bytes.
    hash.update(`${Buffer.byteLength(path)} ${content.length}\n${path}`).update(content);
  }
  return hash.digest('hex');
}

export function packBundle(files: readonly BundleFile[]): Promise<Buffer> {
  const packed = inOrder(files).map(({ path, content }) => [path, content.toString('base64')]);
  return compress(JSON.stringify(packed));
}

/** Throws when it is no bundle, or not the one of this digest. */
export async function unpackBundle(bytes: Uint8Array, digest: string): Promise<BundleFile[]> {
  // Base64 takes a third more, and paths something too.
  const text = await decompress(bytes, { maxOutputLength: 2 * bundleLimits.bytes });
  const files = (JSON.parse(text.toString()) as Array<[string, string]>).map(([path, content]) => ({
    path,
    content: Buffer.from(content, 'base64'),
  }));
  if (digestOf(files) !== digest) throw new Error(`What came as the bundle ${digest} is another one.`);
  const strange = files.find(({ path }) => !isInside(path));
  if (strange) throw new Error(`The bundle ${digest} reaches out of its folder: ${strange.path}`);
  return files;
}

/** Whether a path stays below the folder that it begins in, and is written in the one way that there is. */
export const isInside = (path: string): boolean =>
  path.split('/').every((part) => /^[A-Za-z0-9._-]+$/.test(part) && part !== '.' && part !== '..');

const inOrder = (files: readonly BundleFile[]): BundleFile[] =>
  [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
