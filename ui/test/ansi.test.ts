import { openSequences, parseAnsi, plainText } from '../src/log/ansi.ts';
import { contrast, legible, paper, type Rgb } from '../src/log/contrast.ts';

const rgb = (css: string) => css.match(/\d+/g)!.map(Number) as unknown as Rgb;

describe('parseAnsi', () => {
  test('text without escapes is one span', () => {
    expect(parseAnsi('Apply complete!')).toEqual([{ text: 'Apply complete!' }]);
  });

  test('colour and weight begin and end where the sequence says', () => {
    const spans = parseAnsi('a\x1b[1;31mb\x1b[0mc');
    expect(spans.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(spans[1]).toMatchObject({ bold: true, color: 'rgb(248 113 113)' });
    expect(spans[2]).toEqual({ text: 'c' });
  });

  test('every colour that a log can ask for is readable on the log', () => {
    const asked = [
      ...Array.from({ length: 256 }, (_, n) => `38;5;${n}`),
      '38;2;0;0;0',
      '38;2;20;0;120',
      '38:2:90:0:0',
      '30',
      '97',
    ];
    for (const codes of asked) {
      const [span] = parseAnsi(`\x1b[${codes}mx`);
      expect(contrast(rgb(span!.color!), paper)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('text on a coloured background is readable on that background', () => {
    for (const codes of ['41', '47', '103', '7', '31;41', '48;5;21', '7;34']) {
      const [span] = parseAnsi(`\x1b[${codes}mx`);
      expect(contrast(rgb(span!.color!), rgb(span!.background!))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('a link leads somewhere only over http', () => {
    const link = (to: string) => parseAnsi(`\x1b]8;;${to}\x1b\\docs\x1b]8;;\x1b\\ after`);
    expect(link('https://docs.test/')[0]).toEqual({ text: 'docs', href: 'https://docs.test/' });
    expect(link('https://docs.test/')[1]).toEqual({ text: ' after' });
    expect(link('javascript:alert(1)')[0]).toEqual({ text: 'docs' });
  });

  test('cursor moves, titles, strings and stray control characters leave no trace', () => {
    const line = 'a\x1b[2K\x1b[1Gb\x1b]0;title\x07c\x1bPdevice\x1b\\d\x1b(Be\x00\x08f\x1b';
    expect(plainText(line)).toBe('abcdef');
    expect(
      parseAnsi(line)
        .map(({ text }) => text)
        .join(''),
    ).toBe('abcdef');
  });
});

test('what is open at the end of a line is what was set after the last reset', () => {
  expect(openSequences('\x1b[31ma')).toBe('\x1b[31m');
  expect(openSequences('\x1b[31ma\x1b[0m')).toBe('');
  expect(openSequences('\x1b[31ma\x1b[m\x1b[1mb')).toBe('\x1b[1m');
});

test('a colour that can be read is left as it is', () => {
  expect(legible([255, 255, 255], paper)).toEqual([255, 255, 255]);
});
