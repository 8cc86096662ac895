import { useEffect, type KeyboardEvent, type RefObject } from 'react';

/** `/` goes to the search from anywhere on the page, unless somebody is typing. */
export function useSlashKey(box: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || target.closest('input, textarea, select, [contenteditable], [role=dialog]'))
        return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [box]);
}

type Acts = {
  search: () => void;
  nextError: () => void;
  toEnd: () => void;
  toTop: () => void;
  follow: () => void;
};

/** The keys that work while the focus is inside the log. */
export function actOnKey(event: KeyboardEvent, acts: Acts): void {
  const { key, ctrlKey, metaKey, altKey } = event;
  const act = (run: () => void) => {
    event.preventDefault();
    run();
  };
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'f') return act(acts.search);
  const typing = (event.target as HTMLElement).closest('input, select, [role=menu]');
  if (typing || ctrlKey || metaKey || altKey) return;
  if (key === 'End' || key.toLowerCase() === 'g') act(acts.toEnd);
  else if (key === 'Home') act(acts.toTop);
  else if (key.toLowerCase() === 'e') act(acts.nextError);
  else if (key.toLowerCase() === 'f') act(acts.follow);
}
