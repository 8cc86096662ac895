import { changesIn, draftOf, readColor, shownColor } from '../src/branding/draft.ts';
import { paletteFor, ratiosOf, remarksOn, styleFor } from '../src/branding/look.ts';
import { readPicture } from '../src/branding/picture.ts';
import { ownPalette } from '../src/theme/brand.ts';
import type { BrandingPartsFragment } from '../src/generated/graphql.ts';

const branding: BrandingPartsFragment = {
  customerId: '0199aaaa-0000-7000-8000-000000000001',
  productName: 'Acme',
  color: '#7c3aed',
  logoUrl: '/branding/of/acme/logo?v=1',
  logoDarkUrl: null,
  corners: 'MEDIUM',
  supportEmail: null,
  version: 3,
  customDomain: null,
};

describe('what is sent of a look', () => {
  const sent = (part: Partial<ReturnType<typeof draftOf>>) =>
    changesIn({ ...draftOf(branding), ...part }, branding);

  test('nothing has changed when the form is opened', () => expect(sent({})).toEqual({}));
  test('what is changed is sent, and nothing else', () =>
    expect(sent({ color: '#FF8800', corners: 'LARGE' })).toEqual({ color: '#ff8800', corners: 'LARGE' }));
  test('an emptied field takes back', () =>
    expect(sent({ productName: ' ', color: '', logo: null })).toEqual({
      productName: null,
      color: null,
      logo: null,
    }));
  test('spaces around an address are nobody’s', () => {
    expect(sent({ supportEmail: '  ' })).toEqual({});
    expect(sent({ supportEmail: ' help@acme.test ' })).toEqual({ supportEmail: 'help@acme.test' });
  });
});

describe('a colour', () => {
  test.each([
    ['7C3AED', '#7c3aed'],
    ['#fa0', '#ffaa00'],
    [' #00ff00 ', '#00ff00'],
    ['', ''],
    ['tomato', 'tomato'],
  ])('written as %j is read as %j', (text, read) => expect(readColor(text)).toBe(read));

  test('that is half written shows the platform’s own', () => {
    expect(shownColor({ ...draftOf(branding), color: '#7c3' })).toBeNull();
    expect(paletteFor(null)).toBe(ownPalette);
  });

  test('of any kind leaves everything readable, and the own ones are no exception', () => {
    const palettes = ['#ffffff', '#000000', '#facc15', '#777777', '#00ffff', '#ff0000', null].map(paletteFor);
    for (const palette of palettes)
      for (const mode of ['light', 'dark'] as const)
        for (const { what, ratio, least } of ratiosOf(palette, mode))
          expect([what, palette.roles.solid.light, ratio >= least]).toEqual([
            what,
            palette.roles.solid.light,
            true,
          ]);
  });

  test('that had to give way is talked about', () => {
    expect(remarksOn(paletteFor(null))).toEqual([]);
    expect(remarksOn(paletteFor('#facc15')).join(' ')).toMatch(/darker on light pages.*near-black/);
    expect(remarksOn(paletteFor('#1e1b4b')).join(' ')).toMatch(/lighter on dark pages/);
  });
});

test('a preview declares all that a page reads, so that nothing of the page around it shows', () => {
  const style = styleFor(paletteFor('#facc15'), 'NONE') as Record<string, string>;
  expect(Object.keys(style).filter((name) => /^--brand-(\d|\w+-(light|dark)$)/.test(name))).toHaveLength(27);
  expect(style['--brand-solid-dark']).toBe('#facc15');
  expect(style['--brand-corners']).toBe('0');
  expect(style['--chakra-radii-md']).toContain('--brand-corners');
});

describe('a picture', () => {
  const file = (type: string, size: number) => new File([new Uint8Array(size)], 'logo', { type });

  test('becomes a data: URL', async () =>
    expect((await readPicture(file('image/png', 3))).picture).toBe('data:image/png;base64,AAAA'));
  test('of another kind is refused', async () =>
    expect((await readPicture(file('image/svg+xml', 3))).problem).toMatch(/PNG, JPEG and WebP/));
  test('is refused from one byte too many on', async () => {
    expect((await readPicture(file('image/png', 256 * 1024))).problem).toBeUndefined();
    expect((await readPicture(file('image/png', 256 * 1024 + 1))).problem).toMatch(/at most 256 kB/);
  });
});
