import { plainText } from './ansi.ts';
import type { LogStore } from './store.ts';
import type { LogRows } from './view.ts';

export type Query = { text: string; matchCase: boolean; regex: boolean };

/** Start and end of each match in a line, in characters. */
export type Matcher = (text: string) => Array<[start: number, end: number]>;

/** Null for an empty query; a string says why a regular expression cannot be used. */
export function compileQuery({ text, matchCase, regex }: Query): Matcher | string | null {
  if (text === '') return null;
  const source = regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, matchCase ? 'gu' : 'giu');
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '');
  }
  return (line) => {
    const found: Array<[number, number]> = [];
    for (const match of line.matchAll(pattern)) {
      // `x*` matches nothing everywhere; a match one cannot see is none.
      if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
      if (found.length === 200) break;
    }
    return found;
  };
}

export type LogSearch = ReturnType<typeof createSearch>;

/** The numbers of the shown lines that match, kept up with the store without reading a line twice. */
export function createSearch(store: LogStore, rows: LogRows, matcher: Matcher) {
  let hits: number[] = [];
  let scanned = 0;
  let epoch = -1;
  return {
    catchUp(): void {
      rows.catchUp();
      if (epoch !== store.epoch()) {
        epoch = store.epoch();
        hits = [];
        scanned = 0;
      }
      for (; scanned < rows.count(); scanned++) {
        const number = rows.number(scanned);
        if (matcher(plainText(store.line(number)!.text)).length > 0) hits.push(number);
      }
    },
    hits: (): readonly number[] => hits,
  };
}
