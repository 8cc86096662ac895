import type { ReactElement } from 'react';
import { cloneElement } from 'react';
import { usePortal } from './portal.tsx';
import { useMay, useViewer } from './session/SessionContext.tsx';
import { Tip } from './Tip.tsx';

type Action = { 'aria-disabled'?: boolean; onClick?: unknown };

/**
 * Leaves an action in place but inert for a viewer without the scope, and says whom to ask. The server decides all
 * the same; this only spares a refusal.
 */
export function PermissionGate({ scope, children }: { scope: string; children: ReactElement<Action> }) {
  const may = useMay(scope);
  const { role, customer } = useViewer();
  const whom = usePortal().name === 'admin' ? 'an administrator' : 'an owner of the account';
  if (may) return children;
  const reason =
    customer?.status === 'SUSPENDED'
      ? `${customer.name} is suspended: everything can be read, and nothing be changed.`
      : `Your role (${role ?? 'none'}) does not allow this. Ask ${whom} for the permission ${scope}.`;
  // Not `disabled`: a disabled button takes no focus, and so could not show its reason to a keyboard.
  const inert = { 'aria-disabled': true, onClick: (event: Event) => event.preventDefault(), opacity: 0.5 };
  return <Tip text={reason}>{cloneElement(children, inert as Action)}</Tip>;
}
