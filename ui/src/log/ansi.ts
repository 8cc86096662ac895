import { legible, paper, type Rgb } from './contrast.ts';

/** A run of text of one look. `href` is only ever http or https. */
export type Span = {
  text: string;
  color?: string;
  background?: string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  href?: string;
};

type Pen = {
  fg: Rgb | null;
  bg: Rgb | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
  href: string;
};

const ink: Rgb = [203, 213, 225];

const sixteen: readonly Rgb[] = [
  [100, 116, 139],
  [248, 113, 113],
  [74, 222, 128],
  [251, 191, 36],
  [96, 165, 250],
  [192, 132, 252],
  [34, 211, 238],
  [226, 232, 240],
  [139, 154, 176],
  [252, 165, 165],
  [134, 239, 172],
  [253, 230, 138],
  [147, 197, 253],
  [216, 180, 254],
  [103, 232, 249],
  [255, 255, 255],
];

// SGR, OSC 8 links, and then everything that is only taken away: other OSC, CSI and string sequences, two-character
// escapes, stray control characters.
const sequence =
  // eslint-disable-next-line no-control-regex
  /\x1b\[([0-9;:]*)m|\x1b\]8;[^;\x07\x1b]*;([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-9;:?<=>!]*[ -/]*[@-~]|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g;

// eslint-disable-next-line no-control-regex
const special = /[\x00-\x08\x0b-\x1f\x7f]/;

const clean = (): Pen => ({
  fg: null,
  bg: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  href: '',
});

/** The text without its escapes, which is what is searched and copied. */
export const plainText = (line: string): string => (special.test(line) ? line.replace(sequence, '') : line);

/** One line as runs of text, in colours that can be read on the log's background. */
export function parseAnsi(line: string): Span[] {
  if (!special.test(line)) return [{ text: line }];
  const spans: Span[] = [];
  let pen = clean();
  let from = 0;
  for (const found of line.matchAll(sequence)) {
    if (found.index > from) spans.push(paint(line.slice(from, found.index), pen));
    from = found.index + found[0].length;
    if (found[1] !== undefined) pen = turn(pen, found[1]);
    else if (found[2] !== undefined) pen = { ...pen, href: /^https?:\/\//i.test(found[2]) ? found[2] : '' };
  }
  if (from < line.length) spans.push(paint(line.slice(from), pen));
  return spans;
}

/** The SGR sequences that are still in force at the end of a line, for the next line of the same message. */
export function openSequences(line: string): string {
  let open = '';
  for (const [whole, codes] of line.matchAll(sequence)) {
    if (codes === undefined) continue;
    open = /^0*$|(^|;)0+$/.test(codes) ? '' : open + whole;
  }
  return open;
}

function turn(pen: Pen, codes: string): Pen {
  const next = { ...pen };
  const list = codes.replace(/:/g, ';').split(';').map(Number);
  for (let i = 0; i < list.length; i++) {
    const code = list[i]!;
    if (code === 0) Object.assign(next, clean(), { href: pen.href });
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 7) next.inverse = true;
    else if (code === 22) next.bold = next.dim = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 27) next.inverse = false;
    else if (code === 39) next.fg = null;
    else if (code === 49) next.bg = null;
    else if (code >= 30 && code <= 37) next.fg = sixteen[code - 30]!;
    else if (code >= 40 && code <= 47) next.bg = sixteen[code - 40]!;
    else if (code >= 90 && code <= 97) next.fg = sixteen[code - 82]!;
    else if (code >= 100 && code <= 107) next.bg = sixteen[code - 92]!;
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(list.slice(i + 1));
      if (colour) next[code === 38 ? 'fg' : 'bg'] = colour;
      i += used;
    }
  }
  return next;
}

/** The colour after 38 or 48, and how many numbers it took. */
function extended([mode, ...rest]: number[]): [Rgb | null, number] {
  if (mode === 5) return [indexed(rest[0] ?? 0), 2];
  if (mode === 2) return [[rest[0] ?? 0, rest[1] ?? 0, rest[2] ?? 0], 4];
  return [null, 1];
}

function indexed(n: number): Rgb | null {
  if (!(n >= 0 && n <= 255)) return null;
  if (n < 16) return sixteen[n]!;
  if (n > 231) return [0, 0, 0].map(() => 8 + (n - 232) * 10) as unknown as Rgb;
  const level = (v: number) => (v === 0 ? 0 : 55 + v * 40);
  const cube = n - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

const css = (colour: Rgb) => `rgb(${colour.join(' ')})`;
const seen = new Map<string, string>();

function paint(text: string, pen: Pen): Span {
  const ground = pen.inverse ? (pen.fg ?? ink) : pen.bg;
  const wanted = pen.inverse ? (pen.bg ?? paper) : pen.fg;
  const span: Span = { text };
  if (wanted || ground) {
    const key = `${wanted ?? ink}/${ground ?? paper}`;
    let color = seen.get(key);
    if (!color) {
      color = css(legible(wanted ?? ink, ground ?? paper));
      // True-colour logs could otherwise fill the memory with colours.
      if (seen.size < 4096) seen.set(key, color);
    }
    span.color = color;
  }
  if (ground) span.background = css(ground);
  if (pen.bold) span.bold = true;
  if (pen.dim) span.dim = true;
  if (pen.italic) span.italic = true;
  if (pen.underline) span.underline = true;
  if (pen.href) span.href = pen.href;
  return span;
}
