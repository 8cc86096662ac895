import { useRef } from 'react';

/** Names for rows that have none of their own, which stay with them when one between is removed. */
export function useKeys(count: number): { keys: readonly number[]; removed: (index: number) => void } {
  const next = useRef(0);
  const keys = useRef<number[]>([]);
  while (keys.current.length < count) keys.current.push(next.current++);
  keys.current.length = count;
  return { keys: keys.current, removed: (index) => void keys.current.splice(index, 1) };
}
