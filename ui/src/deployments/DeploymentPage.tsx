import { useQuery, useSubscription } from '@apollo/client/react';
import { Flex, Skeleton, Stack } from '@chakra-ui/react';
import { useRef, useSyncExternalStore } from 'react';
import { useParams } from 'react-router';
import type { DeploymentDetailFragment, DeploymentPhase } from '../generated/graphql.ts';
import { Loaded } from '../Loaded.tsx';
import { useLog } from '../log/feed.ts';
import type { LogStore } from '../log/store.ts';
import { LogViewer, type LogViewerHandle } from '../log/LogViewer.tsx';
import { Page } from '../Page.tsx';
import { Panel } from '../Panel.tsx';
import { useFilters } from '../paging.ts';
import { usePortal } from '../portal.tsx';
import { nameIn } from '../sites/environments.ts';
import { deploymentState, isOver } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { Approval, isWaiting } from './Approval.tsx';
import { DeploymentActions } from './DeploymentActions.tsx';
import { DeploymentMeta } from './DeploymentMeta.tsx';
import { DeploymentChanged, DeploymentQuery } from './documents.ts';
import { PhaseBar } from './PhaseBar.tsx';
import { sayPhase, stepsOf } from './phases.ts';
import { PlanDiff } from './PlanDiff.tsx';
import { PlanSummary } from './PlanSummary.tsx';
import { Problem } from './Problem.tsx';
import { Summary } from './Summary.tsx';
import { ViewSwitch } from './ViewSwitch.tsx';

/** One deployment, live: where it stands, its log, what it changes. */
export function DeploymentPage() {
  const { deploymentId: id = '' } = useParams<'deploymentId'>();
  const result = useQuery(DeploymentQuery, { variables: { id }, fetchPolicy: 'cache-and-network' });
  const over = result.data?.deployment ? isOver(result.data.deployment.status) : true;
  // It selects what the query selects, so the cache renews the page.
  useSubscription(DeploymentChanged, { variables: { id }, skip: over });
  return (
    <Loaded result={result} pick={(data) => data.deployment} skeleton={<Ghost />}>
      {(deployment) => <Deployment key={deployment.id} deployment={deployment} />}
    </Loaded>
  );
}

function Deployment({ deployment }: { deployment: DeploymentDetailFragment }) {
  const { paths, name } = usePortal();
  const store = useLog(deployment.id);
  const log = useRef<LogViewerHandle>(null);
  const { filters, change } = useFilters(['view']);
  const { site, customer, number, status } = deployment;
  const over = isOver(status);
  const admin = name === 'admin';
  // A plan that waits for a decision is what one has come to read.
  const view = filters.view ?? (isWaiting(deployment) ? 'plan' : 'log');

  /** Shows the log, which may have to be put on the page first, and then something in it. */
  function inLog(act: (viewer: LogViewerHandle) => void): void {
    if (log.current) return act(log.current);
    change({ view: 'log' });
    requestAnimationFrame(() => requestAnimationFrame(() => log.current && act(log.current)));
  }

  return (
    <Page
      title={`Deployment #${number}`}
      tab={`#${number} ${deploymentState(deployment).label} · ${nameIn(site)}`}
      crumbs={[
        ...(admin && paths.customer ? [{ label: customer.name, to: paths.customer(customer.id) }] : []),
        ...(admin ? [] : [{ label: 'Sites', to: paths.sites }]),
        { label: nameIn(site), to: paths.site(site.id) },
      ]}
      badge={<StatusBadge state={deploymentState(deployment)} />}
      meta={<DeploymentMeta deployment={deployment} />}
      actions={<DeploymentActions deployment={deployment} />}
    >
      <Approval deployment={deployment} />
      {deployment.errorMessage && (
        <Problem deployment={deployment} store={store} onShow={() => inLog((viewer) => viewer.nextError())} />
      )}
      <Panel>
        <Phases
          deployment={deployment}
          store={store}
          onPick={(phase) => inLog((viewer) => viewer.reveal(store.phaseStart(phase)!))}
        />
      </Panel>
      <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
        <Flex flex="1" minW="0" w="full" direction="column" gap="3">
          <ViewSwitch view={view} plan={deployment.plan} onChange={(next) => change({ view: next })} />
          {view === 'plan' ? (
            <PlanDiff deployment={deployment} pending={!over} />
          ) : (
            <LogViewer
              handle={log}
              store={store}
              deploymentId={deployment.id}
              name={`${site.name}-${number}`}
              waiting={`${sayPhase(deployment)}. The log begins here.`}
              over={over}
              openAtEnd={status !== 'COMPLETED'}
              phase={sayPhase(deployment)}
            />
          )}
        </Flex>
        <Stack gap="4" w={{ base: 'full', xl: '336px' }} flexShrink={0}>
          {view === 'log' && (
            <PlanSummary deployment={deployment} pending={!over} onOpen={() => change({ view: 'plan' })} />
          )}
          <Summary deployment={deployment} />
        </Stack>
      </Flex>
    </Page>
  );
}

type PhasesProps = {
  deployment: DeploymentDetailFragment;
  store: LogStore;
  onPick: (phase: DeploymentPhase) => void;
};

/** Renewed with the log, which is where its steps lead. */
function Phases({ deployment, store, onPick }: PhasesProps) {
  useSyncExternalStore(store.subscribeSlow, store.slowVersion);
  return (
    <PhaseBar
      steps={stepsOf(deployment)}
      hasLines={(phase) => store.phaseStart(phase) !== undefined}
      onPick={onPick}
    />
  );
}

function Ghost() {
  return (
    <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
      <Stack gap="3">
        <Skeleton h="4" w="160px" />
        <Skeleton h="8" w="260px" />
        <Skeleton h="4" w="360px" maxW="full" />
      </Stack>
      <Skeleton h="16" />
      <Flex gap="4" direction={{ base: 'column', xl: 'row' }}>
        <Skeleton h="520px" flex="1" />
        <Skeleton h="240px" w={{ base: 'full', xl: '336px' }} />
      </Flex>
    </Stack>
  );
}
