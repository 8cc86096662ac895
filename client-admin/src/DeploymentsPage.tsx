import { DeploymentsPage as History } from '@hosterizer/ui/deployments/DeploymentsPage.tsx';
import { Queue } from './runners/Queue.tsx';

/** Deployments of every customer: the queue above those that there have been. */
export function DeploymentsPage() {
  return (
    <History>
      <Queue />
    </History>
  );
}
