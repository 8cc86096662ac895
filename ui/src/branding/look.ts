import {
  contrastOf,
  makePalette,
  paletteVariables,
  textContrast,
  ringContrast,
  type Mode,
  type Palette,
} from '@hosterizer/kit/palette';
import type { CSSProperties } from 'react';
import type { BrandingCorners } from '../generated/graphql.ts';
import { brandRadii, ownPalette, pages } from '../theme/brand.ts';

/** How often the usual roundness: what a theme's stylesheet says as `--brand-corners`. */
export const roundness: Record<BrandingCorners, number> = { NONE: 0, MEDIUM: 1, LARGE: 2 };

/** The palette of a colour; null stands for the platform's own. */
export const paletteFor = (color: string | null): Palette => (color ? makePalette(color) : ownPalette);

/**
 * The variables of a look, for an element that shows it inside of a page that may wear another. Radii are
 * computed where they are declared, which is the root, so the element has to declare its own.
 */
export function styleFor(palette: Palette, corners: BrandingCorners): CSSProperties {
  const radii = Object.entries(brandRadii).map(([size, { value }]) => [`--chakra-radii-${size}`, value]);
  return Object.fromEntries([
    ...Object.entries(paletteVariables(palette)),
    ['--brand-corners', String(roundness[corners])],
    ...radii,
    ['--chakra-radii-l1', 'var(--chakra-radii-xs)'],
    ['--chakra-radii-l2', 'var(--chakra-radii-sm)'],
    ['--chakra-radii-l3', 'var(--chakra-radii-md)'],
  ]) as CSSProperties;
}

export type Ratio = { what: string; ratio: number; least: number };

/** The contrasts that a palette has where it is used. */
export function ratiosOf({ roles }: Palette, mode: Mode): Ratio[] {
  const of = (role: keyof typeof roles) => roles[role][mode];
  return [
    { what: 'Text on the button', ratio: contrastOf(of('contrast'), of('solid')), least: textContrast },
    { what: 'Links on the page', ratio: contrastOf(of('fg'), pages[mode]), least: textContrast },
    { what: 'Chosen entry', ratio: contrastOf(of('fg'), of('subtle')), least: textContrast },
    { what: 'Focus ring', ratio: contrastOf(of('focusRing'), pages[mode]), least: ringContrast },
  ];
}

/** What was done to a colour so that everything can be read; nothing when it could stay as it is. */
export function remarksOn({ roles, textChanged }: Palette): string[] {
  const { light, dark } = textChanged;
  const remarks: string[] = [];
  if (light && dark)
    remarks.push(
      'Text in this colour is made darker on light pages and lighter on dark ones, so that it can be read.',
    );
  else if (light) remarks.push('Text in this colour is made darker on light pages, so that it can be read.');
  else if (dark) remarks.push('Text in this colour is made lighter on dark pages, so that it can be read.');
  if (roles.contrast.light !== '#ffffff')
    remarks.push('The text on buttons is near-black, because white could not be read on them.');
  return remarks;
}
