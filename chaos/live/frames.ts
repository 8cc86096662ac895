/** What Redis says on a connection, cut where one saying ends: RESP, as far as a listener needs it. */

/** Feeds bytes as they come. Returns the frames that are whole by now. */
export function makeFrames(): (part: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (part) => {
    rest = rest.length > 0 ? Buffer.concat([rest, part]) : part;
    const frames: Buffer[] = [];
    let at = 0;
    for (let end = endOf(rest, at); end !== null; end = endOf(rest, at)) {
      frames.push(rest.subarray(at, end));
      at = end;
    }
    rest = rest.subarray(at);
    return frames;
  };
}

/** Where the value that begins here ends; null while it is not whole. */
function endOf(bytes: Buffer, at: number): number | null {
  const line = bytes.indexOf('\r\n', at);
  if (line < 0) return null;
  const kind = String.fromCharCode(bytes[at]!);
  const count = Number(bytes.toString('latin1', at + 1, line));
  let end: number | null = line + 2;
  if (kind === '$' && count >= 0) end += count + 2;
  if (kind === '*' || kind === '>') {
    for (let item = 0; item < count && end !== null; item += 1) end = endOf(bytes, end);
  }
  return end !== null && end <= bytes.length ? end : null;
}

/** The channel, when the frame is something published on one. */
export function channelOf(frame: Buffer): string | null {
  const head = frame.toString('latin1', 0, 300);
  return /^[*>]3\r\n\$\d\r\ns?message\r\n\$\d+\r\n([^\r]*)\r\n/.exec(head)?.[1] ?? null;
}
