import { contrastOf, makePalette, roles, steps, themeVariables, type Palette } from '../src/palette.ts';

/** The same colours in every run: a small generator with a fixed seed. */
function colors(count: number): string[] {
  let state = 20_26;
  const next = () => (state = (state * 48_271) % 2_147_483_647);
  return Array.from({ length: count }, () => `#${(next() % 0x1000000).toString(16).padStart(6, '0')}`);
}
const channels = ['00', '80', 'ff'];
const corners = channels.flatMap((r) => channels.flatMap((g) => channels.map((b) => `#${r}${g}${b}`)));
const palettes: Array<[string, Palette]> = [...colors(500), ...corners].map((color) => [
  color,
  makePalette(color),
]);

const pages = {
  light: ['#ffffff', '#fafafb', '#f3f3f6'],
  dark: ['#09090c', '#0e0e12', '#121217', '#1a1a21'],
} as const;
const modes = ['light', 'dark'] as const;

/** The lowest contrast that any colour comes to, so that a failure says how far it is off. */
const lowest = (of: (palette: Palette) => number[]) =>
  Math.min(...palettes.flatMap(([, palette]) => of(palette)));

test('text on a button can be read on any colour, and the button has exactly that colour', () => {
  expect(
    lowest(({ roles: { solid, contrast } }) => modes.map((mode) => contrastOf(contrast[mode], solid[mode]))),
  ).toBeGreaterThanOrEqual(4.5);
  for (const [color, palette] of palettes) expect(palette.roles.solid).toEqual({ light: color, dark: color });
});

test('text in the brand’s colour can be read on pages and on tinted surfaces, light and dark', () => {
  expect(
    lowest(({ roles: { fg, subtle, muted } }) =>
      modes.flatMap((mode) =>
        [...pages[mode], subtle[mode], muted[mode]].map((ground) => contrastOf(fg[mode], ground)),
      ),
    ),
  ).toBeGreaterThanOrEqual(4.5);
});

test('the ring around the focused control can be seen on pages and on tinted surfaces', () => {
  expect(
    lowest(({ roles: { focusRing, subtle } }) =>
      modes.flatMap((mode) =>
        [...pages[mode], subtle[mode]].map((ground) => contrastOf(focusRing[mode], ground)),
      ),
    ),
  ).toBeGreaterThanOrEqual(3);
});

test('text is changed only where it has to be, and it is said', () => {
  for (const [color, { roles: found, textChanged }] of palettes) {
    for (const mode of modes) {
      expect(found.fg[mode] !== color).toBe(textChanged[mode]);
      const grounds = [...pages[mode], found.subtle[mode], found.muted[mode]];
      const readable = grounds.every((ground) => contrastOf(color, ground) >= 4.5);
      expect(textChanged[mode]).toBe(!readable);
    }
  }
});

test('every shade is a colour, and each step is darker than the one before', () => {
  for (const [, palette] of palettes) {
    const shades = steps.map((step) => palette.steps[step]);
    for (const shade of [
      ...shades,
      ...roles.flatMap((role) => modes.map((mode) => palette.roles[role][mode])),
    ])
      expect(shade).toMatch(/^#[0-9a-f]{6}$/);
    const light = shades.map((shade) => contrastOf(shade, '#000000'));
    expect([...light].sort((a, b) => b - a)).toEqual(light);
  }
});

test('black on white is 21:1, and the order does not matter', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrastOf('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
});

test('a theme sets 27 variables for a colour, one for corners, and none for the platform’s own look', () => {
  const names = (look: Parameters<typeof themeVariables>[0]) => Object.keys(themeVariables(look));
  expect(names({ color: null, corners: 'MEDIUM' })).toEqual([]);
  expect(names({ color: null, corners: 'NONE' })).toEqual(['--brand-corners']);
  expect(names({ color: '#FF8800', corners: 'LARGE' })).toHaveLength(28);
  expect(themeVariables({ color: '#FF8800', corners: 'MEDIUM' })['--brand-solid-dark']).toBe('#ff8800');
});

test.each(['red', '#fff', '#12345g', 'url(#a)', '#5b45e0;'])('%s is no colour', (text) => {
  expect(() => makePalette(text)).toThrow(RangeError);
});
