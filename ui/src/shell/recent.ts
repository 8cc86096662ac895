export type Recent = { to: string; label: string };

// For as long as the tab lives: the next person at this machine has no business knowing.
const key = 'hosterizer-recent';

/** Where somebody went through the command palette, newest first, at most five. */
export function readRecent(): Recent[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]') as Recent[];
  } catch {
    return [];
  }
}

export function remember(entry: Recent): void {
  const kept = readRecent().filter(({ to }) => to !== entry.to);
  try {
    sessionStorage.setItem(key, JSON.stringify([entry, ...kept].slice(0, 5)));
  } catch {
    // Forgetting is no harm.
  }
}
