/** WebSocket frames (RFC 6455, section 5.2) as a server sends them: unmasked. */

const text = 0x01;
const continued = 0x00;
const last = 0x80;

/** The beginning of a text message, of which more follows. */
export const firstFrame = (beginning: string): Buffer => frame(text, Buffer.from(beginning));

/** The end of a message. The same bytes end the messages of all who are told the same. */
export const lastFrame = (end: string): Buffer => frame(last | continued, Buffer.from(end));

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const framed = Buffer.allocUnsafe(2 + extended + length);
  framed[0] = opcode;
  framed[1] = extended === 0 ? length : extended === 2 ? 126 : 127;
  if (extended === 2) framed.writeUInt16BE(length, 2);
  if (extended === 8) framed.writeBigUInt64BE(BigInt(length), 2);
  payload.copy(framed, 2 + extended);
  return framed;
}
