/** WebSocket frames (RFC 6455), as little of them as it takes to count what a server sends. */

const text = 1;
const close = 8;
const ping = 9;
const pong = 10;

/** A whole text message as a server sends it. */
export const frameOf = (message: string): Buffer => frame(text, Buffer.from(message), false);

/** A whole text message as a client sends it. The mask is nought, which leaves the bytes as they are. */
export const maskedFrameOf = (message: string): Buffer => frame(text, Buffer.from(message), true);

export const pongFrameOf = (payload: Buffer): Buffer => frame(pong, payload, true);

function frame(opcode: number, payload: Buffer, masked: boolean): Buffer {
  const { length } = payload;
  const wide = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + wide + (masked ? 4 : 0));
  head[0] = 0x80 | opcode;
  head[1] = (masked ? 0x80 : 0) | (wide === 0 ? length : wide === 2 ? 126 : 127);
  if (wide === 2) head.writeUInt16BE(length, 2);
  if (wide === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

export type Taker = {
  /** A part of a message, between these bytes of the chunk; `last` when the message ends with it. */
  part(chunk: Buffer, from: number, to: number, last: boolean): void;
  ping(payload: Buffer): void;
  closed(code: number, reason: string): void;
};

/** Reads a server's bytes as they come, cut anywhere. The chunk may be used again once the call is over. */
export function makeFrameReader(taker: Taker): (chunk: Buffer, length: number) => void {
  const head = Buffer.alloc(10);
  let had = 0;
  let left = 0;
  let control: Buffer[] = [];

  function endControl(opcode: number): void {
    const payload = Buffer.concat(control);
    control = [];
    if (opcode === ping) taker.ping(payload);
    if (opcode === close)
      taker.closed(payload.length >= 2 ? payload.readUInt16BE(0) : 1005, payload.toString('utf8', 2));
  }

  return (chunk, length) => {
    for (let at = 0; at < length;) {
      if (left === 0) {
        head[had] = chunk[at]!;
        [had, at] = [had + 1, at + 1];
        if (had < sizeOfHead(head, had)) continue;
        left = lengthIn(head);
      }
      const opcode = head[0]! & 15;
      const to = Math.min(length, at + left);
      left -= to - at;
      const isLast = left === 0 && head[0]! >= 0x80;
      if (opcode >= close) {
        control.push(Buffer.from(chunk.subarray(at, to)));
        if (isLast) endControl(opcode);
      } else {
        taker.part(chunk, at, to, isLast);
      }
      if (left === 0) had = 0;
      at = to;
    }
  };
}

function sizeOfHead(head: Buffer, had: number): number {
  if (had < 2) return 2;
  const length = head[1]! & 127;
  return length < 126 ? 2 : length === 126 ? 4 : 10;
}

function lengthIn(head: Buffer): number {
  const length = head[1]! & 127;
  if (length < 126) return length;
  return length === 126 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2));
}
