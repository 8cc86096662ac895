import react from '@vitejs/plugin-react';
import { leanChakra, leanDocuments, leanIcons } from '../ui/build/lean.ts';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/',
  // The favicon and the script that sets the theme before the first paint belong to both portals.
  publicDir: '../ui/public',
  plugins: [leanDocuments(), leanChakra(), leanIcons(), react()],
  build: {
    target: 'es2022',
    // An inlined asset would be a data: address, which the content security policy has no reason to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  server: { port: 5173, proxy: { '/graphql': { target: 'http://127.0.0.1:4000', ws: true } } },
});
