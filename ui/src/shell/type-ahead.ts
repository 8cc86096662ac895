/** What is typed between a shortcut and the moment when the field that it opens has the focus. */
export type TypeAhead = {
  /** The letters so far; from now on they go where the focus is. */
  take(): string;
};

/** A field that has not come up by then is not coming; the keyboard must not stay taken. Milliseconds. */
const patience = 2_000;

/** Begins to keep letters, wherever the focus is. */
export function keepTyping(): TypeAhead {
  let typed = '';

  function keep(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
    typed += event.key;
    event.preventDefault();
    event.stopPropagation();
  }

  const release = () => window.removeEventListener('keydown', keep, true);
  window.addEventListener('keydown', keep, true);
  const timer = setTimeout(release, patience);
  return {
    take() {
      clearTimeout(timer);
      release();
      const text = typed;
      typed = '';
      return text;
    },
  };
}
