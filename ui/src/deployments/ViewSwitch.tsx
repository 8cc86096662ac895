import { Button, HStack } from '@chakra-ui/react';
import { LuListChecks, LuScrollText } from 'react-icons/lu';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { PlanCounts } from './PlanCounts.tsx';

type Props = {
  view: string;
  plan: DeploymentDetailFragment['plan'];
  onChange: (view: 'log' | 'plan') => void;
};

/** What the page shows at large: what happens, or what changes. */
export function ViewSwitch({ view, plan, onChange }: Props) {
  const look = (mine: string) =>
    ({
      size: 'sm',
      variant: view === mine ? 'subtle' : 'ghost',
      color: view === mine ? 'fg' : 'fg.muted',
      'aria-pressed': view === mine,
    }) as const;
  return (
    <HStack gap="1" role="group" aria-label="View">
      <Button {...look('log')} onClick={() => onChange('log')}>
        <LuScrollText /> Log
      </Button>
      <Button {...look('plan')} onClick={() => onChange('plan')}>
        <LuListChecks /> Plan
        {plan && view !== 'plan' && <PlanCounts plan={plan} />}
      </Button>
    </HStack>
  );
}
