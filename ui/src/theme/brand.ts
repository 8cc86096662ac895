import { roles, steps, type Mode, type Palette, type Role, type Step } from '@hosterizer/kit/palette';

const shades: Palette['steps'] = {
  50: '#f4f2ff',
  100: '#ebe7ff',
  200: '#d8d1ff',
  300: '#bbaeff',
  400: '#9a86fb',
  500: '#7a62f0',
  600: '#5b45e0',
  700: '#4a35bd',
  800: '#3b2b95',
  900: '#2a2165',
  950: '#1b1640',
};

const both = (light: string, dark: string): Record<Mode, string> => ({ light, dark });

/** The platform's own colours. They were chosen by eye, and hold the same contrasts as the computed ones. */
export const ownPalette: Palette = {
  steps: shades,
  roles: {
    solid: both('#5b45e0', '#6650e8'),
    contrast: both('#ffffff', '#ffffff'),
    fg: both('#4a35bd', '#bbaeff'),
    subtle: both('#f0edff', '#221c47'),
    muted: both('#e2dcff', '#2f2762'),
    emphasized: both('#cfc6ff', '#423787'),
    border: both('#cfc6ff', '#423787'),
    focusRing: both('#6f58ea', '#9a86fb'),
  },
  textChanged: { light: false, dark: false },
};

/** What pages stand on. */
export const pages = both('#ffffff', '#0e0e12');

/**
 * The brand palette as CSS variables with our own colours behind them: a tenant's colours are set as variables on
 * `:root` and one static Chakra system serves every tenant.
 */
export const brandSteps = Object.fromEntries(
  steps.map((step: Step) => [step, { value: `var(--brand-${step}, ${ownPalette.steps[step]})` }]),
);

const variable = (role: Role, mode: Mode) => `var(--brand-${role}-${mode}, ${ownPalette.roles[role][mode]})`;

export const brandRoles = Object.fromEntries(
  roles.map((role) => [role, { value: { _light: variable(role, 'light'), _dark: variable(role, 'dark') } }]),
);

/** For what wears the brand's ring without its colours. */
export const focusRing = { _light: variable('focusRing', 'light'), _dark: variable('focusRing', 'dark') };

const radii = {
  '2xs': 0.0625,
  xs: 0.125,
  sm: 0.25,
  md: 0.375,
  lg: 0.5,
  xl: 0.75,
  '2xl': 1,
  '3xl': 1.5,
  '4xl': 2,
} as const;

/** The roundness of all corners, times what the tenant has chosen; round things stay round. */
export const brandRadii = Object.fromEntries(
  Object.entries(radii).map(([size, rem]) => [size, { value: `calc(${rem}rem * var(--brand-corners, 1))` }]),
);
