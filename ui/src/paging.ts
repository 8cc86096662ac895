import { useSearchParams } from 'react-router';

export type PageInfo = {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor?: string | null;
  endCursor?: string | null;
};

export type PageVariables = { first?: number; after?: string; last?: number; before?: string };

export type Paging = {
  /** False on the first page. */
  isMoved: boolean;
  next?: () => void;
  previous?: () => void;
};

/** What is said below a list, and on its two buttons. */
export type PageOrder = { said: string; back: string; on: string };

export const newestFirst: PageOrder = { said: 'Newest first', back: 'Newer', on: 'Older' };

/** The page of a connection that the address names: `?after=…` or `?before=…`. */
export function usePage(size: number) {
  const [params, setParams] = useSearchParams();
  const after = params.get('after');
  const before = params.get('before');
  const variables: PageVariables = before ? { last: size, before } : { first: size, ...(after && { after }) };

  const move = (key: 'after' | 'before', cursor: string) => () =>
    setParams((old) => {
      const moved = new URLSearchParams(old);
      moved.delete('after');
      moved.delete('before');
      moved.set(key, cursor);
      return moved;
    });

  function paging(info: PageInfo | undefined): Paging {
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = info ?? {
      hasNextPage: false,
      hasPreviousPage: false,
    };
    return {
      isMoved: !!(after ?? before),
      ...(hasNextPage && endCursor && { next: move('after', endCursor) }),
      ...(hasPreviousPage && startCursor && { previous: move('before', startCursor) }),
    };
  }
  return { variables, paging };
}

/** Filters that live in the address, so that a filtered list can be sent to a colleague. */
export function useFilters<K extends string>(keys: readonly K[]) {
  const [params, setParams] = useSearchParams();
  const filters = Object.fromEntries(
    keys.flatMap((key) => (params.get(key) ? [[key, params.get(key)!]] : [])),
  ) as Partial<Record<K, string>>;
  const change = (changes: Partial<Record<K, string>>) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        // A cursor belongs to the list as it was filtered.
        next.delete('after');
        next.delete('before');
        for (const [key, value] of Object.entries<string | undefined>(changes)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  const clear = () => change(Object.fromEntries(keys.map((key) => [key, ''])) as Partial<Record<K, string>>);
  return { filters, change, clear, isFiltered: Object.keys(filters).length > 0 };
}

/** Whether a dialog is open, in the address, so that the command palette and a link can open it. */
export function useAddressFlag(key: string) {
  const [params, setParams] = useSearchParams();
  const set = (on: boolean) =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      if (on) next.set(key, '');
      else next.delete(key);
      return next;
    });
  return { isOpen: params.has(key), open: () => set(true), close: () => set(false) };
}
