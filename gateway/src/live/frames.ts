/**
 * WebSocket frames (RFC 6455, section 5.2) as a server sends them: unmasked. A message is a beginning, which differs
 * between watchers in their id alone, and an ending, which is the same for all who are told the same.
 *
 * A small message is one frame, as a string with one character a byte: its two parts are put together on the way into
 * the system call, and nothing is allocated for it. A large one is two fragments, so that its ending is never copied.
 */

const text = 0x01;
const continued = 0x00;
const last = 0x80;

/** Bytes of an ending up to which a copy costs less than a second fragment. */
const small = 2_048;

export type Beginning = { bytes: string; fragment: Buffer };

/** A small one by its bytes, a large one as a fragment. Its length is in bytes. */
export type Ending = string | Buffer;

/** The beginning of text messages. */
export const beginningOf = (beginning: string): Beginning => ({
  bytes: bytesOf(beginning),
  fragment: frame(text, Buffer.from(beginning)),
});

/** The end of text messages. */
export function endingOf(end: string): Ending {
  const payload = Buffer.from(end);
  return payload.length <= small ? payload.toString('latin1') : frame(last | continued, payload);
}

/** Writes a message. Both parts go at once, so that nothing comes between them. */
export function writeMessage(
  wire: Pick<NodeJS.WritableStream, 'write'> & { cork(): void; uncork(): void },
  { bytes, fragment }: Beginning,
  ending: Ending,
): void {
  if (typeof ending === 'string') {
    wire.write(headerOf(bytes.length + ending.length) + bytes + ending, 'latin1');
    return;
  }
  wire.cork();
  wire.write(fragment);
  wire.write(ending);
  wire.uncork();
}

/** One character a byte, in one piece, so that it is not put together anew for each who is told. */
const bytesOf = (message: string): string => Buffer.from(message).toString('latin1');

const headers: string[] = [];

/** Of a whole text message of so many bytes. */
function headerOf(length: number): string {
  return (headers[length] ??= header(last | text, length).toString('latin1'));
}

const frame = (opcode: number, payload: Buffer): Buffer =>
  Buffer.concat([header(opcode, payload.length), payload]);

function header(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([opcode, length]);
  const isLong = length >= 65_536;
  const bytes = Buffer.alloc(isLong ? 10 : 4);
  bytes[0] = opcode;
  bytes[1] = isLong ? 127 : 126;
  if (isLong) bytes.writeBigUInt64BE(BigInt(length), 2);
  else bytes.writeUInt16BE(length, 2);
  return bytes;
}
