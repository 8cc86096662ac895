/** Aborted so many milliseconds after another signal, with its reason. */
export function after(signal: AbortSignal, time: number): AbortSignal {
  const late = new AbortController();
  onAbort(signal, () => void setTimeout(() => late.abort(signal.reason), time).unref());
  return late.signal;
}

/** Acts when a signal is aborted; at once when it has been. */
export function onAbort(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
