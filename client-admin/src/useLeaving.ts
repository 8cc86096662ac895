import { useUnsaved } from '@hosterizer/ui/unsaved.tsx';
import { useEffect, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';

/** Asks before something unsaved is left, unless the page itself goes on elsewhere because it is done. */
export function useLeaving(changed: boolean): { warning: ReactNode; leave: (path: string) => void } {
  const [next, setNext] = useState<string>();
  const navigate = useNavigate();
  const warning = useUnsaved(changed && next === undefined);
  // Below the one above, whose effect has to take its question back before.
  useEffect(() => {
    if (next !== undefined) void navigate(next);
  }, [next, navigate]);
  return { warning, leave: setNext };
}
