import { useQuery, useSubscription } from '@apollo/client/react';
import { Alert, Button, Flex, HStack, Link as ChakraLink, Skeleton, Stack, Text } from '@chakra-ui/react';
import { useRef, useSyncExternalStore } from 'react';
import { LuArrowDown, LuExternalLink } from 'react-icons/lu';
import { Link, useParams } from 'react-router';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import type { DeploymentDetailFragment, DeploymentPhase } from '../generated/graphql.ts';
import { Loaded } from '../Loaded.tsx';
import { useLog } from '../log/feed.ts';
import type { LogStore } from '../log/store.ts';
import { LogViewer, type LogViewerHandle } from '../log/LogViewer.tsx';
import { Page } from '../Page.tsx';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { Duration, RelativeTime } from '../RelativeTime.tsx';
import { deploymentState, isOver } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { CancelButton } from './CancelButton.tsx';
import { DeployButton } from './DeployButton.tsx';
import { DeploymentChanged, DeploymentQuery } from './documents.ts';
import { PhaseBar } from './PhaseBar.tsx';
import { sayPhase, stepsOf } from './phases.ts';
import { PlanSummary } from './PlanSummary.tsx';
import { Summary } from './Summary.tsx';

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
  const { site, customer, number, status } = deployment;
  const over = isOver(status);
  const admin = name === 'admin';

  return (
    <Page
      title={`Deployment #${number}`}
      tab={`#${number} ${deploymentState(deployment).label} · ${site.name}`}
      crumbs={[
        ...(admin && paths.customer ? [{ label: customer.name, to: paths.customer(customer.id) }] : []),
        ...(admin ? [] : [{ label: 'Sites', to: paths.sites }]),
        { label: site.name, to: paths.site(site.id) },
      ]}
      badge={<StatusBadge state={deploymentState(deployment)} />}
      meta={<Meta deployment={deployment} />}
      actions={<Actions deployment={deployment} />}
    >
      {deployment.errorMessage && (
        <Problem deployment={deployment} store={store} onShow={() => log.current?.nextError()} />
      )}
      <Panel>
        <Phases
          deployment={deployment}
          store={store}
          onPick={(phase) => log.current?.reveal(store.phaseStart(phase)!)}
        />
      </Panel>
      <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
        <Flex flex="1" minW="0" w="full" direction="column">
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
        </Flex>
        <Stack gap="4" w={{ base: 'full', xl: '336px' }} flexShrink={0}>
          <PlanSummary plan={deployment.plan} pending={!over} />
          <Summary deployment={deployment} />
        </Stack>
      </Flex>
    </Page>
  );
}

const types = { CREATE: 'First build', UPDATE: 'Update', DELETE: 'Removal' } as const;

function Meta({ deployment }: { deployment: DeploymentDetailFragment }) {
  const { paths, name } = usePortal();
  const { site, customer, requestedBy, createdAt, completedAt } = deployment;
  return (
    <HStack gap="1.5" wrap="wrap" rowGap="0.5">
      <Text as="span">
        {types[deployment.type]} of{' '}
        <ChakraLink asChild color="fg" fontWeight="medium">
          <Link to={paths.site(site.id)}>{site.name}</Link>
        </ChakraLink>
        {name === 'admin' && (
          <>
            {' '}
            for{' '}
            <ChakraLink asChild color="fg" fontWeight="medium">
              <Link to={paths.customer?.(customer.id) ?? '#'}>{customer.name}</Link>
            </ChakraLink>
          </>
        )}{' '}
        by {requestedBy?.email ?? 'the platform'}
      </Text>
      <span aria-hidden>·</span>
      <RelativeTime at={createdAt} />
      <span aria-hidden>·</span>
      <Text as="span">
        {isOver(deployment.status)
          ? 'took '
          : deployment.status === 'QUEUED'
            ? 'waiting for '
            : 'running for '}
        <Duration from={createdAt} to={completedAt} />
      </Text>
    </HStack>
  );
}

function Actions({ deployment }: { deployment: DeploymentDetailFragment }) {
  const { site, status, type } = deployment;
  const canRepeat = (status === 'FAILED' || status === 'CANCELLED') && type !== 'DELETE';
  const visitable = site.url && site.status !== 'DELETED' && type !== 'DELETE';
  return (
    <>
      <CopyAsGraphql document={DeploymentQuery} variables={{ id: deployment.id }} />
      {!isOver(status) && <CancelButton deployment={deployment} />}
      {canRepeat && (
        <DeployButton
          siteId={site.id}
          label="Deploy again"
          {...(visitable ? { variant: 'outline' as const } : { colorPalette: 'brand' })}
        />
      )}
      {visitable && (
        <Button
          size="sm"
          asChild
          {...(status === 'COMPLETED' || canRepeat
            ? { colorPalette: 'brand' }
            : { variant: 'outline' as const })}
        >
          <a href={site.url!} target="_blank" rel="noreferrer">
            Visit site <LuExternalLink />
          </a>
        </Button>
      )}
    </>
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

type ProblemProps = { deployment: DeploymentDetailFragment; store: LogStore; onShow: () => void };

function Problem({ deployment, store, onShow }: ProblemProps) {
  useSyncExternalStore(store.subscribeSlow, store.slowVersion);
  const hasErrors = store.errors().length > 0;
  const failed = deployment.status === 'FAILED';
  return (
    <Alert.Root status={failed ? 'error' : 'warning'} borderWidth="1px" rounded="lg" alignItems="flex-start">
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="1">
        <Alert.Title>{failed ? 'The deployment failed' : 'The outcome is not known yet'}</Alert.Title>
        <Alert.Description whiteSpace="pre-wrap" overflowWrap="anywhere">
          {deployment.errorMessage}
        </Alert.Description>
      </Alert.Content>
      {hasErrors && (
        <Button size="xs" variant="outline" bg="bg.panel" flexShrink={0} onClick={onShow}>
          <LuArrowDown /> Show in the log
        </Button>
      )}
    </Alert.Root>
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
