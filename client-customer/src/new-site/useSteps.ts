import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import type { Offers } from './offers.ts';
import { reachable, steps, type Order, type StepName } from './draft.ts';

/** Where one is in the wizard. It stands in the address, so that the browser's own Back goes one step back. */
export function useSteps(order: Order, { blueprints }: Offers) {
  const [search, setSearch] = useSearchParams();
  // Where there is one answer, it need not be asked for.
  const shown = steps.filter(({ name }) => name !== 'what' || blueprints.length > 1);
  const wanted = shown.find(({ name }) => name === search.get('step')) ?? shown[0]!;
  const step = reachable(wanted.name, order);
  const isAhead = step !== wanted.name;
  // Else what is typed here would lead on by itself as soon as it will do.
  useEffect(() => {
    if (isAhead) setSearch({ step }, { replace: true });
  }, [isAhead, step]);
  return {
    shown,
    step,
    at: shown.findIndex(({ name }) => name === step),
    go: (next: StepName) => setSearch({ step: next }),
  };
}
