import type { ReactElement } from 'react';
import { Inert } from './Inert.tsx';
import { usePortal } from './portal.tsx';
import { useMay, useViewer } from './session/SessionContext.tsx';

/**
 * Leaves an action in place but inert for a viewer without the scope, and says whom to ask. The server decides all
 * the same; this only spares a refusal. `refused` is a reason of another kind, for viewers who have the scope.
 */
export function PermissionGate({
  scope,
  refused = null,
  children,
}: {
  scope: string;
  refused?: string | null;
  children: ReactElement<{ 'aria-disabled'?: boolean; onClick?: unknown }>;
}) {
  const may = useMay(scope);
  const { role, customer } = useViewer();
  const whom = usePortal().name === 'admin' ? 'an administrator' : 'an owner of the account';
  const reason =
    customer?.status === 'SUSPENDED'
      ? `${customer.name} is suspended: everything can be read, and nothing be changed.`
      : `Your role (${role ?? 'none'}) does not allow this. Ask ${whom} for the permission ${scope}.`;
  return <Inert reason={may ? refused : reason}>{children}</Inert>;
}
