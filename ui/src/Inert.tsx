import { cloneElement, type ReactElement } from 'react';
import { Tip } from './Tip.tsx';

type Action = { 'aria-disabled'?: boolean; onClick?: unknown };

/** Leaves an action in place but without effect while there is a reason for that, which its tooltip says. */
export function Inert({ reason, children }: { reason: string | null; children: ReactElement<Action> }) {
  if (reason === null) return children;
  // Not `disabled`: a disabled button takes no focus, and so could not show its reason to a keyboard.
  const inert = { 'aria-disabled': true, onClick: (event: Event) => event.preventDefault(), opacity: 0.5 };
  return <Tip text={reason}>{cloneElement(children, inert as Action)}</Tip>;
}
