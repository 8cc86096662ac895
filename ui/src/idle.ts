import { useEffect, useRef } from 'react';

/** Does something once, when the browser has nothing else to do; not every browser tells when that is. */
export function useWhenIdle(work: () => void): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    const begin = () => latest.current();
    if (!('requestIdleCallback' in globalThis)) {
      const timer = setTimeout(begin, 1000);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(begin, { timeout: 3000 });
    return () => cancelIdleCallback(idle);
  }, []);
}
