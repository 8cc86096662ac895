/**
 * One brand colour becomes every shade that a page needs, with enough contrast for any colour. Both the platform and
 * its pages make palettes, so this imports nothing.
 */

export const steps = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950] as const;
export type Step = (typeof steps)[number];

export const roles = [
  'solid',
  'contrast',
  'fg',
  'subtle',
  'muted',
  'emphasized',
  'border',
  'focusRing',
] as const;
export type Role = (typeof roles)[number];
export type Mode = 'light' | 'dark';

/** All colours as `#rrggbb`. */
export type Palette = {
  steps: Record<Step, string>;
  roles: Record<Role, Record<Mode, string>>;
  /** Whether text in the brand colour had to become darker or lighter to be read. */
  textChanged: Record<Mode, boolean>;
};

/** Red, green and blue of sRGB, each from 0 to 1. */
type Rgb = readonly [number, number, number];
/** Lightness from 0 to 1, chroma, and hue in radians. */
type Oklch = { l: number; c: number; h: number };

/** What text must have on what it stands on, and what the ring around the focused control must have. */
export const textContrast = 4.5;
export const ringContrast = 3;

const white = '#ffffff';
/** So dark that any colour on which white cannot be read leaves enough for it. */
const nearBlack = '#050507';

/** The surfaces of the portals on which brand-coloured text and rings stand, without those that are made here. */
const surfaces: Record<Mode, readonly string[]> = {
  light: ['#ffffff', '#fafafb', '#f3f3f6'],
  dark: ['#09090c', '#0e0e12', '#121217', '#1a1a21'],
};

/** Lightness of each step, and how much of the brand's chroma it keeps. */
const ladder: Record<Step, readonly [lightness: number, chroma: number]> = {
  50: [0.97, 0.1],
  100: [0.94, 0.18],
  200: [0.88, 0.35],
  300: [0.79, 0.6],
  400: [0.69, 0.85],
  500: [0.61, 1],
  600: [0.53, 1],
  700: [0.45, 0.95],
  800: [0.38, 0.85],
  900: [0.3, 0.7],
  950: [0.22, 0.55],
};

/** Lightness and chroma of the tinted surfaces. */
const tints: Record<'subtle' | 'muted' | 'emphasized', Record<Mode, readonly [number, number]>> = {
  subtle: { light: [0.96, 0.022], dark: [0.25, 0.06] },
  muted: { light: [0.925, 0.042], dark: [0.31, 0.08] },
  emphasized: { light: [0.875, 0.065], dark: [0.39, 0.1] },
};

export const isColor = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** `color` is `#rrggbb`; any colour will do. Throws a RangeError for anything else. */
export function makePalette(color: string): Palette {
  if (!isColor(color)) throw new RangeError(`${color} is no colour such as #5b45e0.`);
  const brand = color.toLowerCase();
  const lch = oklchOf(rgbOf(brand));
  const shade = (step: Step): string => {
    const [l, share] = ladder[step];
    return hexOf({ l, c: lch.c * share, h: lch.h });
  };
  const tint = (name: keyof typeof tints): Record<Mode, string> => {
    const of = ([l, c]: readonly [number, number]) => hexOf({ l, c: Math.min(c, lch.c), h: lch.h });
    return { light: of(tints[name].light), dark: of(tints[name].dark) };
  };

  const subtle = tint('subtle');
  const muted = tint('muted');
  const emphasized = tint('emphasized');
  const readable = (mode: Mode) =>
    walk(lch, mode, textContrast, [...surfaces[mode], subtle[mode], muted[mode]]) ?? brand;
  const visible = (mode: Mode) => walk(lch, mode, ringContrast, [...surfaces[mode], subtle[mode]]) ?? brand;
  const fg = { light: readable('light'), dark: readable('dark') };
  const contrast = contrastOf(white, brand) >= textContrast ? white : nearBlack;

  return {
    steps: Object.fromEntries(steps.map((step) => [step, shade(step)])) as Record<Step, string>,
    roles: {
      solid: { light: brand, dark: brand },
      contrast: { light: contrast, dark: contrast },
      fg,
      subtle,
      muted,
      emphasized,
      border: emphasized,
      focusRing: { light: visible('light'), dark: visible('dark') },
    },
    textChanged: { light: fg.light !== brand, dark: fg.dark !== brand },
  };
}

/** How round corners are: what the theme's radii are multiplied by. */
export const roundness = { NONE: '0', MEDIUM: '1', LARGE: '2' } as const;
export type Corners = keyof typeof roundness;

/** The variables that the portals' theme reads, by name; none for what is the platform's own look. */
export function themeVariables({
  color,
  corners,
}: {
  color: string | null;
  corners: Corners;
}): Record<string, string> {
  return {
    ...(color !== null && paletteVariables(makePalette(color))),
    ...(corners !== 'MEDIUM' && { '--brand-corners': roundness[corners] }),
  };
}

export function paletteVariables({ steps: shades, roles: colors }: Palette): Record<string, string> {
  return Object.fromEntries([
    ...steps.map((step) => [`--brand-${step}`, shades[step]]),
    ...roles.flatMap((role) =>
      (['light', 'dark'] as const).map((mode) => [`--brand-${role}-${mode}`, colors[role][mode]]),
    ),
  ]) as Record<string, string>;
}

/** WCAG's contrast ratio of two `#rrggbb`, from 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [darker, lighter] = [luminance(rgbOf(one)), luminance(rgbOf(other))].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

/**
 * The colour nearest to the brand that has the contrast on all of `grounds`: darker on light pages, lighter on dark
 * ones. Null when the brand itself has it.
 */
function walk(brand: Oklch, mode: Mode, ratio: number, grounds: readonly string[]): string | null {
  const holds = (hex: string) => grounds.every((ground) => contrastOf(hex, ground) >= ratio);
  if (holds(hexOf(brand))) return null;
  const end = mode === 'light' ? 0 : 1;
  for (let l = brand.l; ; l += Math.sign(end - brand.l) * 0.005) {
    const reached = mode === 'light' ? l <= 0 : l >= 1;
    const hex = hexOf({ ...brand, l: reached ? end : l });
    if (reached || holds(hex)) return hex;
  }
}

const rgbOf = (hex: string): Rgb => {
  const number = Number.parseInt(hex.slice(1), 16);
  return [(number >> 16) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255];
};

const linear = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const encoded = (channel: number) =>
  channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055;

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map(linear) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** By the matrices of Björn Ottosson's OKLab. */
function oklchOf(rgb: Rgb): Oklch {
  const [r, g, b] = rgb.map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    c: Math.hypot(a, bb),
    h: Math.atan2(bb, a),
  };
}

function linearOf({ l: lightness, c, h }: Oklch): Rgb {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const shown = (rgb: Rgb) => rgb.every((channel) => channel >= -1e-4 && channel <= 1 + 1e-4);

/** A colour that no screen has loses chroma, and keeps its lightness and hue. */
function hexOf(color: Oklch): string {
  let rgb = linearOf(color);
  if (!shown(rgb)) {
    let [least, most] = [0, color.c];
    for (let round = 0; round < 16; round++) {
      const c = (least + most) / 2;
      if (shown(linearOf({ ...color, c }))) least = c;
      else most = c;
    }
    rgb = linearOf({ ...color, c: least });
  }
  const digits = rgb.map((channel) =>
    Math.round(Math.min(1, Math.max(0, encoded(channel))) * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}
