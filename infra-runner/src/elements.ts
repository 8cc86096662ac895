import { open } from 'node:fs/promises';

/** One element of a list, as its text; cut off when it is larger than `largest`. */
export type Element = { list: string; text: string; whole: boolean };

const chunkSize = 256 * 1024;
/** Bytes of one element that are kept. */
const largest = 16 * 1024 * 1024;

const code = { quote: 0x22, escape: 0x5c, open: [0x5b, 0x7b], close: [0x5d, 0x7d] };

/**
 * The elements of the named lists at the top of a JSON object in a file, one by one in their order. Only one of them is
 * in memory at a time, whatever else the file holds: Terraform's account of a plan can be hundreds of megabytes large.
 */
export async function* elementsOf(path: string, lists: readonly string[]): AsyncGenerator<Element> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.alloc(chunkSize);
    const scanner = makeScanner(lists);
    for (let offset = 0; ;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, offset);
      if (bytesRead === 0) return;
      offset += bytesRead;
      yield* scanner(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function makeScanner(lists: readonly string[]): (chunk: Buffer) => Element[] {
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** The text of the string at depth 1 that is being read: the name of a member. */
  let name: number[] = [];
  let list: string | null = null;
  let pieces: Buffer[] = [];
  let size = 0;

  return (chunk) => {
    const found: Element[] = [];
    /** Where in this chunk the present element begins; -1 when none is being read. */
    let from = list !== null && depth > 2 ? 0 : -1;

    function keep(to: number): void {
      const piece = chunk.subarray(from, to);
      if (size < largest) pieces.push(Buffer.from(piece.subarray(0, largest - size)));
      size += piece.length;
    }

    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === code.escape) escaped = true;
        else if (byte === code.quote) inString = false;
        else if (depth === 1) name.push(byte);
      } else if (byte === code.quote) {
        inString = true;
        if (depth === 1) name = [];
      } else if (code.open.includes(byte)) {
        depth += 1;
        if (depth === 2) {
          const member = Buffer.from(name).toString('utf8');
          list = byte === code.open[0] && lists.includes(member) ? member : null;
        }
        if (depth === 3 && list !== null) from = index;
      } else if (code.close.includes(byte)) {
        depth -= 1;
        if (depth === 2 && list !== null) {
          keep(index + 1);
          found.push({ list, text: Buffer.concat(pieces).toString('utf8'), whole: size <= largest });
          pieces = [];
          size = 0;
          from = -1;
        }
        if (depth === 1) list = null;
      }
    }
    if (from !== -1) keep(chunk.length);
    return found;
  };
}
