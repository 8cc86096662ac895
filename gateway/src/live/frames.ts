/** WebSocket frames (RFC 6455, section 5.2) as a server sends them: unmasked. */

const text = 0x01;
const continued = 0x00;
const last = 0x80;

/** The beginning of a text message, of which more follows. */
export const firstFrame = (beginning: string): Buffer => frame(text, Buffer.from(beginning));

/** The end of a message. The same bytes end the messages of all who are told the same. */
export const lastFrame = (end: string): Buffer => frame(last | continued, Buffer.from(end));

/** Both as one frame: a copy, which costs less than a second frame as long as it is small. */
export function wholeFrame(first: Buffer, end: Buffer): Buffer {
  const [beginning, ending] = [headerOf(first[1]!), headerOf(end[1]!)];
  const length = first.length - beginning + end.length - ending;
  const whole = begun(last | text, length);
  const at = whole.length - length;
  first.copy(whole, at, beginning);
  end.copy(whole, at + first.length - beginning, ending);
  return whole;
}

function frame(opcode: number, payload: Buffer): Buffer {
  const framed = begun(opcode, payload.length);
  payload.copy(framed, framed.length - payload.length);
  return framed;
}

/** A frame with its header, whose payload is still to be written. */
function begun(opcode: number, length: number): Buffer {
  const size = length < 126 ? length : length < 65_536 ? 126 : 127;
  const header = headerOf(size);
  const framed = Buffer.allocUnsafe(header + length);
  framed[0] = opcode;
  framed[1] = size;
  if (size === 126) framed.writeUInt16BE(length, 2);
  if (size === 127) framed.writeBigUInt64BE(BigInt(length), 2);
  return framed;
}

/** Bytes of a header by its second byte. */
const headerOf = (size: number) => (size < 126 ? 2 : size === 126 ? 4 : 10);
