import { Button, Flex, HStack } from '@chakra-ui/react';
import type { Failure } from '@hosterizer/ui/failure';
import type { Problems } from '@hosterizer/ui/fields';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { Inert } from '@hosterizer/ui/Inert.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { useState, type FormEvent } from 'react';
import { LuArrowLeft, LuArrowRight, LuRocket } from 'react-icons/lu';
import type { Offers } from './offers.ts';
import { lackAt, useConnections } from './connections.ts';
import { ContentsStep } from './ContentsStep.tsx';
import { firstStepWith, stepProblems, type Draft, type Order } from './draft.ts';
import { useLeadingFocus } from './focus.ts';
import { Review } from './Review.tsx';
import { SizeStep } from './SizeStep.tsx';
import { useOrder } from './useOrder.ts';
import { useSteps } from './useSteps.ts';
import { WhatStep } from './WhatStep.tsx';
import { WhereStep } from './WhereStep.tsx';
import { WizardSteps } from './WizardSteps.tsx';

type Props = {
  order: Order;
  offers: Offers;
  onChange: (part: Partial<Draft>) => void;
  onOrdered: () => void;
  /** Null while there is nothing to forget. */
  onStartOver: (() => void) | null;
};

export function Wizard({ order, offers, onChange, onOrdered, onStartOver }: Props) {
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const { shown, step, at, go } = useSteps(order, offers);
  const connections = useConnections();
  const lack = lackAt(connections, order.offering?.cloudProvider ?? null);
  const form = useLeadingFocus(step, problems);
  const ordering = useOrder({
    onOrdered,
    onRefused(found, rest) {
      setProblems(found);
      setFailure(rest);
      const wrong = firstStepWith(found);
      if (wrong) go(wrong);
    },
  });

  const change = (part: Partial<Draft>) => {
    setProblems({});
    onChange(part);
  };
  function forward(event: FormEvent) {
    event.preventDefault();
    const found = stepProblems(step, order);
    setProblems(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    const next = shown[at + 1];
    if (next) go(next.name);
    else if (!lack) void ordering.order(order, true);
  }

  const part = { order, onChange: change, problems };
  return (
    <>
      <WizardSteps steps={shown} at={at} onPick={go} />
      <form ref={form} onSubmit={forward} noValidate>
        <Panel p={{ base: '4', md: '6' }}>
          <FormFailure failure={failure} />
          {step === 'what' && <WhatStep {...part} blueprints={offers.blueprints} />}
          {step === 'contents' && <ContentsStep {...part} />}
          {step === 'where' && <WhereStep {...part} offerings={offers.offerings} connections={connections} />}
          {step === 'size' && <SizeStep {...part} />}
          {step === 'review' && <Review order={order} lack={lack} onEdit={go} />}
        </Panel>
        <Flex justify="space-between" mt="4" gap="3" wrap="wrap-reverse">
          <HStack wrap="wrap">
            {at > 0 && (
              <Button
                variant="outline"
                disabled={ordering.busy !== null}
                onClick={() => go(shown[at - 1]!.name)}
              >
                <LuArrowLeft /> Back
              </Button>
            )}
            {onStartOver && (
              <Button variant="ghost" disabled={ordering.busy !== null} onClick={onStartOver}>
                Start over
              </Button>
            )}
          </HStack>
          <Forward
            isLast={step === 'review'}
            busy={ordering.busy}
            lack={lack}
            onOrder={() => void ordering.order(order, false)}
          />
        </Flex>
      </form>
    </>
  );
}

type ForwardProps = {
  isLast: boolean;
  busy: 'order' | 'deploy' | null;
  /** Why it cannot be deployed yet. */
  lack: string | null;
  onOrder: () => void;
};

function Forward({ isLast, busy, lack, onOrder }: ForwardProps) {
  const may = useMay('sites:write');
  const mayDeploy = useMay('deployments:write');
  if (!isLast) {
    return (
      <Button type="submit" colorPalette="brand">
        Continue <LuArrowRight />
      </Button>
    );
  }
  return (
    <HStack wrap="wrap" justify="flex-end">
      <Button
        {...(lack ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
        disabled={!may || busy !== null}
        onClick={onOrder}
      >
        Only order
      </Button>
      <Inert reason={lack && `${lack}: connect the cloud first, or only order the site.`}>
        <Button
          type="submit"
          {...(lack ? { variant: 'outline' as const } : { colorPalette: 'brand' })}
          loading={busy !== null}
          loadingText={busy === 'deploy' ? 'Deploying' : 'Ordering'}
          disabled={!may || !mayDeploy}
        >
          <LuRocket /> Order and deploy
        </Button>
      </Inert>
    </HStack>
  );
}
