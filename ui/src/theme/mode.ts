import { useSyncExternalStore } from 'react';

export type ThemeMode = 'light' | 'dark' | 'system';

// public/theme.js reads the same key before the first paint.
const key = 'hosterizer-theme';
const listeners = new Set<() => void>();
const system = () => matchMedia('(prefers-color-scheme: dark)');

function stored(): ThemeMode {
  try {
    const mode = localStorage.getItem(key);
    return mode === 'light' || mode === 'dark' ? mode : 'system';
  } catch {
    return 'system';
  }
}

function apply(): void {
  const mode = stored();
  const dark = mode === 'dark' || (mode === 'system' && system().matches);
  const root = document.documentElement;
  // All colours change together: with transitions, some would still be on their way when others have arrived.
  root.dataset['themeSwitch'] = '';
  root.classList.toggle('dark', dark);
  root.classList.toggle('light', !dark);
  root.style.colorScheme = dark ? 'dark' : 'light';
  // The new colours are taken over here, before transitions are allowed again.
  void getComputedStyle(document.body).color;
  delete root.dataset['themeSwitch'];
  for (const listener of listeners) listener();
}

export function setThemeMode(mode: ThemeMode): void {
  try {
    localStorage.setItem(key, mode);
  } catch {
    // Without storage the choice lasts until the page is left.
  }
  apply();
}

/** Follows the system's theme and the choice made in another tab. Call once, when the portal starts. */
export function followTheme(): void {
  system().addEventListener('change', apply);
  addEventListener('storage', (event) => event.key === key && apply());
  apply();
}

export function useThemeMode(): ThemeMode {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, stored);
}
