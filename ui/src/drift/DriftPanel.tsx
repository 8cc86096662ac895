import { useMutation, useQuery, useSubscription } from '@apollo/client/react';
import { Box, Button, Flex, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { LuScanSearch } from 'react-icons/lu';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { DriftRowFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import type { SiteDetail } from '../sites/SitePage.tsx';
import { isOver } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { sayFailure } from '../Toaster.tsx';
import { CheckResources } from './CheckResources.tsx';
import { CheckDrift, DriftChanged, DriftChecksQuery, DriftQuery } from './documents.ts';
import { AdoptButton, ReconcileButton } from './Remedies.tsx';
import { driftState, isChecking, isOutdated } from './words.ts';

/** The newest check and what it found, as it is and as it becomes. */
export function DriftPanel({ site }: { site: SiteDetail }) {
  const variables = { id: site.id };
  const { data, error, refetch } = useQuery(DriftQuery, { variables, fetchPolicy: 'cache-and-network' });
  useSubscription(DriftChanged, { variables, ignoreResults: true });
  const check = data?.site?.latestDriftCheck;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Panel
      title={
        <HStack gap="3">
          Drift {data && <StatusBadge state={driftState(check, site.latestDeployment)} size="sm" />}
        </HStack>
      }
      aside={data && check && <CheckButton site={site} check={check} />}
      overflow="hidden"
    >
      <Box borderTopWidth="1px" role="status" aria-busy={!data}>
        {!data && (
          <Stack p="4" gap="3">
            <Skeleton h="4" w="50%" />
            <Skeleton h="4" w="70%" />
          </Stack>
        )}
        {data && !check && (
          <EmptyState
            icon={<LuScanSearch />}
            title="Never checked"
            action={<CheckButton site={site} check={null} isFirst />}
          >
            A check compares what exists with what was built last, and changes nothing. It finds what somebody
            has stopped, edited or removed behind the platform&apos;s back.
          </EmptyState>
        )}
        {check && <Found site={site} check={check} />}
      </Box>
    </Panel>
  );
}

type CheckProps = { site: SiteDetail; check: DriftRowFragment | null; isFirst?: boolean };

function CheckButton({ site, check, isFirst = false }: CheckProps) {
  const [ask, { loading }] = useMutation(CheckDrift, {
    variables: { siteId: site.id },
    refetchQueries: [DriftChecksQuery],
  });
  async function go() {
    try {
      await ask();
    } catch (error) {
      sayFailure('The site is not checked', error);
    }
  }
  return (
    <PermissionGate scope="deployments:write" refused={whyNotChecked(site)}>
      <Button
        size={isFirst ? 'sm' : 'xs'}
        {...(isFirst ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
        loading={loading || isChecking(check)}
        loadingText="Checking"
        onClick={() => void go()}
      >
        <LuScanSearch /> Check now
      </Button>
    </PermissionGate>
  );
}

function whyNotChecked({ status, latestDeployment }: SiteDetail): string | null {
  if (status === 'PENDING' && !latestDeployment)
    return 'Nothing has been built yet, so nothing can have drifted.';
  if (status === 'DELETED') return 'The site is gone.';
  return null;
}

function Found({ site, check }: { site: SiteDetail; check: DriftRowFragment }) {
  const when = <RelativeTime at={check.completedAt ?? check.createdAt} />;
  switch (check.status) {
    case 'QUEUED':
    case 'RUNNING':
      return (
        <Said>
          {check.status === 'QUEUED'
            ? 'The check waits for a free runner.'
            : 'Terraform is comparing what exists with what was built.'}{' '}
          Nothing is changed.
        </Said>
      );
    case 'IN_SYNC':
      return <Said>Everything is as it was built, as of {when}.</Said>;
    case 'FAILED':
      return (
        <Said>
          The check of {when} failed, so it is not known whether anything has drifted.
          {check.errorMessage && (
            <Text as="span" display="block" mt="1" color="fg.error" overflowWrap="anywhere">
              {check.errorMessage}
            </Text>
          )}
        </Said>
      );
    case 'CANCELLED':
      return <Said>The check was cancelled {when}.</Said>;
    case 'DRIFTED':
      return <Drifted site={site} check={check} when={when} />;
  }
}

type DriftedProps = { site: SiteDetail; check: DriftRowFragment; when: ReactNode };

function Drifted({ site, check, when }: DriftedProps) {
  const newest = site.latestDeployment;
  const isOld = isOutdated(check, newest);
  const busy = !!newest && !isOver(newest.status);
  const refused = busy
    ? `Deployment #${newest.number} is under way. Wait until it has ended.`
    : isOld
      ? 'The site has been deployed since this check. Check again first.'
      : null;
  return (
    <>
      <Flex p="4" gap="4" wrap="wrap" justify="space-between" align="center" borderBottomWidth="1px">
        <Text textStyle="sm" color="fg.muted" flex="1 1 280px">
          {isOld
            ? 'This was found before the site was deployed again. Check once more to see how it is now.'
            : 'What exists is no longer what was built.'}{' '}
          Found {when}.
        </Text>
        <HStack gap="2" wrap="wrap">
          <AdoptButton site={site} refused={refused} />
          <ReconcileButton site={site} refused={refused} />
        </HStack>
      </Flex>
      <CheckResources id={check.id} />
    </>
  );
}

const Said = ({ children }: { children: ReactNode }) => (
  <Text as="div" p="4" textStyle="sm" color="fg.muted">
    {children}
  </Text>
);
