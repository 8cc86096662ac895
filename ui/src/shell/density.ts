import { useSyncExternalStore } from 'react';

/** How high the rows of tables are. */
export type Density = 'comfortable' | 'compact';

const key = 'hosterizer-density';
const listeners = new Set<() => void>();
const heights: Record<Density, string> = { comfortable: '48px', compact: '36px' };

function stored(): Density {
  try {
    return localStorage.getItem(key) === 'compact' ? 'compact' : 'comfortable';
  } catch {
    return 'comfortable';
  }
}

/** Tables read a variable, so that a change of mind draws nothing anew. */
function apply(): void {
  document.documentElement.style.setProperty('--row-height', heights[stored()]);
  for (const listener of listeners) listener();
}

export function setDensity(density: Density): void {
  try {
    localStorage.setItem(key, density);
  } catch {
    // Without storage there is one density.
  }
  apply();
}

/** Follows the choice made in another tab. Call once, when the portal starts. */
export function followDensity(): void {
  addEventListener('storage', (event) => event.key === key && apply());
  apply();
}

export function useDensity(): Density {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, stored);
}
