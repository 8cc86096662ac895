/** How a customer may stand, and to where it may go from there. */
import { conflict } from '@hosterizer/kit/errors';
import type { CustomerStatus } from './generated/resolvers.ts';

export const moves: Record<CustomerStatus, readonly CustomerStatus[]> = {
  ACTIVE: ['SUSPENDED', 'INACTIVE'],
  SUSPENDED: ['ACTIVE', 'INACTIVE'],
  INACTIVE: ['ACTIVE'],
};

/** Throws CONFLICT for a move that there is not, and names those that there are. */
export function checkMove(from: CustomerStatus, to: CustomerStatus): void {
  if (moves[from].includes(to)) return;
  throw conflict(
    `A customer that is ${from} cannot become ${to}. It can become ${moves[from].join(' or ')}.`,
  );
}
