import { useQuery, useSubscription } from '@apollo/client/react';
import { Alert, Box, Grid, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { Duration, RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { Fragment, useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import { blueprintPath } from '../blueprints/words.ts';
import type { UpgradeFieldsFragment } from '../generated/graphql.ts';
import { count } from '../modules/words.ts';
import { UpgradeChanged, UpgradeQuery } from './documents.ts';
import { StopOrResume } from './StopOrResume.tsx';
import { UpgradedSites } from './UpgradedSites.tsx';
import { Legend, WaveBar } from './WaveBar.tsx';
import { countsOf, sayCounts, sayEnvironments, sayStanding, totalOf, upgradeState } from './words.ts';

type Upgrade = UpgradeFieldsFragment;

/** Sites on their way to another version, as far as they are now. */
export function UpgradePage() {
  const { id = '' } = useParams<'id'>();
  const result = useQuery(UpgradeQuery, { variables: { id }, fetchPolicy: 'cache-and-network' });
  const [moves, setMoves] = useState(0);
  useSubscription(UpgradeChanged, {
    variables: { id },
    ignoreResults: true,
    onData: () => setMoves((before) => before + 1),
  });
  return (
    <Loaded result={result} pick={(data) => data.upgrade} skeleton={<Ghost />}>
      {(upgrade) => <UpgradeView key={upgrade.id} upgrade={upgrade} moves={moves} />}
    </Loaded>
  );
}

function UpgradeView({ upgrade, moves }: { upgrade: Upgrade; moves: number }) {
  const { id, blueprint, toVersion, status, waves } = upgrade;
  return (
    <Page
      title={`Upgrade of ${blueprint} to version ${toVersion.number}`}
      crumbs={[
        { label: 'Blueprints', to: '/blueprints' },
        { label: blueprint, to: blueprintPath(blueprint, 'upgrades') },
      ]}
      badge={<StatusBadge state={upgradeState(status)} />}
      meta={<Meta upgrade={upgrade} />}
      actions={
        <>
          <CopyAsGraphql document={UpgradeQuery} variables={{ id }} />
          <StopOrResume upgrade={upgrade} />
        </>
      }
    >
      <Standing upgrade={upgrade} />
      {waves.length > 0 && (
        <>
          <Waves waves={waves} />
          <UpgradedSites id={id} moves={moves} />
        </>
      )}
    </Page>
  );
}

function Meta({ upgrade }: { upgrade: Upgrade }) {
  const { customer, environments, atOnce, mostFailures, requestedBy, createdAt, completedAt } = upgrade;
  const parts: ReactNode[] = [
    `${customer ? `Sites of ${customer.name}` : 'Sites of all customers'} ${sayEnvironments(environments)}`,
    `${atOnce} at once`,
    mostFailures === 0 ? 'stops at the first failure' : `bears ${count(mostFailures, 'failure')}`,
    <Fragment key="when">
      asked for by {requestedBy?.email ?? 'an API key'} <RelativeTime at={createdAt} />
    </Fragment>,
    ...(completedAt == null
      ? []
      : [
          <Fragment key="took">
            took <Duration from={createdAt} to={completedAt} />
          </Fragment>,
        ]),
  ];
  return (
    <HStack gap="1.5" wrap="wrap" rowGap="0">
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <span aria-hidden>·</span>}
          <Text as="span" overflowWrap="anywhere" minW="0">
            {part}
          </Text>
        </Fragment>
      ))}
    </HStack>
  );
}

const looks = { PREPARING: 'info', RUNNING: 'info', STOPPED: 'warning', COMPLETED: 'success' } as const;

/** Where it stands in a sentence, which is said again when it changes. */
const Standing = ({ upgrade }: { upgrade: Upgrade }) => (
  <Alert.Root status={looks[upgrade.status]} borderWidth="1px" rounded="lg" size="sm">
    <Alert.Indicator />
    <Alert.Content>
      <Alert.Title role="status" fontVariantNumeric="tabular-nums" overflowWrap="anywhere">
        {sayStanding(upgrade)}
      </Alert.Title>
    </Alert.Content>
  </Alert.Root>
);

function Waves({ waves }: { waves: Upgrade['waves'] }) {
  return (
    <Panel title={`Waves: ${waves.length}`}>
      <Stack gap="4" borderTopWidth="1px" px="4" py="4">
        <Grid
          as="ul"
          aria-label="Waves"
          listStyleType="none"
          templateColumns={{ base: '1fr', sm: 'auto minmax(120px, 1fr) auto' }}
          columnGap="4"
          rowGap={{ base: '1', sm: '3' }}
          alignItems="center"
          textStyle="sm"
        >
          {waves.map((wave) => (
            <Box as="li" key={wave.number} display="contents">
              <Text fontWeight="medium" whiteSpace="nowrap">
                Wave {wave.number}
              </Text>
              <WaveBar label={`Wave ${wave.number}`} counts={countsOf(wave)} />
              <Text
                textStyle="xs"
                color="fg.muted"
                fontVariantNumeric="tabular-nums"
                pb={{ base: '2', sm: '0' }}
                aria-hidden
              >
                {sayCounts(countsOf(wave))}
              </Text>
            </Box>
          ))}
        </Grid>
        <Legend counts={totalOf(waves)} />
      </Stack>
    </Panel>
  );
}

const Ghost = () => (
  <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
    <Stack gap="3">
      <Skeleton h="4" w="160px" />
      <Skeleton h="8" w="380px" maxW="full" />
      <Skeleton h="4" w="420px" maxW="full" />
    </Stack>
    <Skeleton h="11" />
    <Skeleton h="180px" />
    <Skeleton h="280px" />
  </Stack>
);
