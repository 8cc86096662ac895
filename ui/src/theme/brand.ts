const steps = {
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
} as const;

const roles = {
  solid: ['#5b45e0', '#6650e8'],
  contrast: ['#ffffff', '#ffffff'],
  fg: ['#4a35bd', '#bbaeff'],
  subtle: ['#f0edff', '#221c47'],
  muted: ['#e2dcff', '#2f2762'],
  emphasized: ['#cfc6ff', '#423787'],
  border: ['#cfc6ff', '#423787'],
  focusRing: ['#6f58ea', '#9a86fb'],
} as const;

/**
 * The brand palette as CSS variables with our own colours behind them: a tenant's colours are set as variables on
 * `:root` and one static Chakra system serves every tenant.
 */
export const brandSteps = Object.fromEntries(
  Object.entries(steps).map(([step, colour]) => [step, { value: `var(--brand-${step}, ${colour})` }]),
);

export const brandRoles = Object.fromEntries(
  Object.entries(roles).map(([role, [light, dark]]) => [
    role,
    {
      value: { _light: `var(--brand-${role}-light, ${light})`, _dark: `var(--brand-${role}-dark, ${dark})` },
    },
  ]),
);
