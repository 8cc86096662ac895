import { useViewer } from '@hosterizer/ui/session/SessionContext.tsx';
import { useEffect, useState } from 'react';
import { emptyDraft, readDraft, type Draft } from './draft.ts';

/**
 * The draft, kept for as long as the tab lives: it outlasts a reload, and a look at another page. It belongs to one
 * person at one customer, whoever signs in after them in the same tab.
 */
export function useDraft() {
  const { id, customer } = useViewer();
  const key = `hosterizer-new-site:${id}:${customer?.id ?? ''}`;
  const [draft, setDraft] = useState(() => read(key));
  useEffect(() => write(key, draft), [key, draft]);
  return {
    draft,
    change: (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part })),
    clear: () => setDraft(emptyDraft),
    /** Keeps it no longer; it stays on the page until that is left. */
    forget: () => write(key, emptyDraft),
  };
}

function read(key: string): Draft {
  try {
    return readDraft(sessionStorage.getItem(key));
  } catch {
    return emptyDraft;
  }
}

function write(key: string, draft: Draft): void {
  try {
    if (draft === emptyDraft) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A draft that is too large to be kept is still there until the page is left.
  }
}
