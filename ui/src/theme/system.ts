import { createSystem, defaultConfig, defineConfig } from '@chakra-ui/react';
import { brandRadii, brandRoles, brandSteps, focusRing, pages } from './brand.ts';

const modes = (light: string, dark: string) => ({ value: { _light: light, _dark: dark } });

const sans =
  'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const mono = '"JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

const config = defineConfig({
  globalCss: {
    body: { bg: 'bg.subtle', color: 'fg', fontFeatureSettings: '"cv11", "ss01"', overflowX: 'hidden' },
    'a:focus-visible': { outline: '2px solid', outlineColor: 'brand.focusRing', outlineOffset: '2px' },
    'h1, h2, h3': { textWrap: 'balance', letterSpacing: '-0.011em' },
    '*, *::before, *::after': {
      '@media (prefers-reduced-motion: reduce)': {
        animationDuration: '0.01ms !important',
        transitionProperty: 'none !important',
      },
    },
    '[data-theme-switch] *, [data-theme-switch] *::before, [data-theme-switch] *::after': {
      transitionProperty: 'none !important',
    },
  },
  theme: {
    // The rail shows its labels from here on: 1100 px.
    breakpoints: { lg: '68.75rem' },
    tokens: {
      colors: { brand: brandSteps },
      radii: brandRadii,
      fonts: { body: { value: sans }, heading: { value: sans }, mono: { value: mono } },
    },
    semanticTokens: {
      colors: {
        brand: brandRoles,
        bg: {
          DEFAULT: modes(pages.light, pages.dark),
          subtle: modes('#fafafb', '#09090c'),
          muted: modes('#f3f3f6', '#1a1a21'),
          emphasized: modes('#e6e6eb', '#282831'),
          panel: modes('#ffffff', '#121217'),
        },
        fg: {
          DEFAULT: modes('#131318', '#f2f2f5'),
          muted: modes('#55555f', '#a3a3ae'),
          subtle: modes('#6a6a75', '#8e8e9a'),
          error: modes('#c02020', '#f98080'),
        },
        border: {
          DEFAULT: modes('#e6e6eb', '#26262e'),
          muted: modes('#efeff3', '#1d1d24'),
          emphasized: modes('#d2d2da', '#3a3a45'),
        },
        // Neutral controls keep a neutral face; only the ring that shows where the keyboard is wears the brand.
        gray: { focusRing: { value: focusRing } },
        red: { focusRing: modes('#dc2626', '#f87171') },
      },
    },
  },
});

export const system = createSystem(defaultConfig, config);
