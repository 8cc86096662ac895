import type { Problems } from '@hosterizer/ui/fields';
import { useEffect, useRef, type RefObject } from 'react';
import type { StepName } from './draft.ts';

/**
 * Leads through the wizard's form: to the first field that is wrong, and in a new step to its top, where its heading
 * or its first field gets the focus.
 */
export function useLeadingFocus(step: StepName, problems: Problems): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    const find = (what: string) => form.current?.querySelector<HTMLElement>(what);
    if (shown.current !== step) {
      shown.current = step;
      scrollTo({ top: 0 });
      find('h2[tabindex], input:enabled')?.focus({ preventScroll: true });
    }
    if (Object.keys(problems).length > 0) find('[aria-invalid=true], [data-invalid] input:enabled')?.focus();
  }, [step, problems]);
  return form;
}
