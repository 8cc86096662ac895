import { useMutation, useQuery } from '@apollo/client/react';
import { Badge, Box, Button, Flex, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuMonitor, LuSmartphone, LuTerminal } from 'react-icons/lu';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { SessionsQuery as Answer } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { say, sayFailure } from '../Toaster.tsx';
import { EndOtherSessions, EndSession, SessionsQuery } from './documents.ts';
import { sayBrowser } from './userAgent.ts';

type Row = Answer['sessions'][number];

/** Where one is signed in, and the way to end what one does not recognise. */
export function SessionsPanel() {
  const { data, error, refetch } = useQuery(SessionsQuery, { fetchPolicy: 'cache-and-network' });
  const [asking, setAsking] = useState(false);
  const [endOthers] = useMutation(EndOtherSessions, { refetchQueries: [SessionsQuery] });
  const sessions = data?.sessions;
  const others = sessions?.filter(({ current }) => !current) ?? [];

  async function endAll() {
    const { data: ended } = await endOthers();
    const count = ended!.endOtherSessions;
    say(count === 1 ? 'One session has ended' : `${count} sessions have ended`);
  }
  return (
    <Panel
      title="Where you are signed in"
      overflow="hidden"
      aria-busy={!data && !error}
      aside={
        others.length > 0 && (
          <Button size="xs" variant="outline" onClick={() => setAsking(true)}>
            End all others
          </Button>
        )
      }
    >
      {error && !data && (
        <Box borderTopWidth="1px" p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      )}
      <Stack as="ul" gap="0" listStyleType="none">
        {sessions
          ? sessions.map((session) => <SessionRow key={session.id} session={session} />)
          : !error && [0, 1].map((n) => <Ghost key={n} />)}
      </Stack>
      <ConfirmDialog
        open={asking}
        title="End all other sessions?"
        confirm={others.length === 1 ? 'End it' : `End ${others.length} sessions`}
        dismiss="Keep them"
        onConfirm={endAll}
        onClose={() => setAsking(false)}
      >
        Everywhere but here, you have to sign in again. API keys go on working.
      </ConfirmDialog>
    </Panel>
  );
}

function SessionRow({ session }: { session: Row }) {
  const { id, current, userAgent, ip, lastUsedAt, createdAt, acting } = session;
  const [end, { loading }] = useMutation(EndSession, { refetchQueries: [SessionsQuery] });
  const name = sayBrowser(userAgent);

  async function endIt() {
    try {
      await end({ variables: { id } });
      say('The session has ended', name);
    } catch (error) {
      sayFailure('The session goes on', error);
    }
  }
  return (
    <Flex as="li" gap="3" align="center" px="4" py="3" borderTopWidth="1px">
      <Box color="fg.muted" fontSize="lg" flexShrink={0} aria-hidden>
        <DeviceIcon userAgent={userAgent ?? ''} />
      </Box>
      <Box flex="1" minW="0">
        <HStack gap="2" wrap="wrap" rowGap="0.5">
          <Text textStyle="sm" fontWeight="medium" title={userAgent ?? undefined} truncate>
            {name}
          </Text>
          {current && (
            <Badge colorPalette="green" size="sm">
              This one
            </Badge>
          )}
          {acting && (
            <Badge colorPalette="red" size="sm">
              Acting for a customer
            </Badge>
          )}
        </HStack>
        <Text as="div" textStyle="xs" color="fg.muted">
          {ip ? `${ip} · ` : ''}
          {current ? (
            'in use now'
          ) : (
            <>
              last used <RelativeTime at={lastUsedAt} />
            </>
          )}{' '}
          · signed in <RelativeTime at={createdAt} />
        </Text>
        {acting && (
          <Text textStyle="xs" color="fg.muted" overflowWrap="anywhere">
            {acting.reason}
          </Text>
        )}
      </Box>
      {!current && (
        <Button
          size="xs"
          variant="outline"
          loading={loading}
          aria-label={`End the session: ${name}`}
          onClick={() => void endIt()}
        >
          End
        </Button>
      )}
    </Flex>
  );
}

function DeviceIcon({ userAgent }: { userAgent: string }) {
  if (/iPhone|Android|Mobile/.test(userAgent)) return <LuSmartphone />;
  return userAgent.startsWith('Mozilla/') ? <LuMonitor /> : <LuTerminal />;
}

const Ghost = () => (
  <Flex as="li" gap="3" align="center" px="4" py="3" borderTopWidth="1px">
    <Skeleton boxSize="5" />
    <Stack gap="1.5" flex="1">
      <Skeleton h="3.5" w="180px" maxW="60%" />
      <Skeleton h="3" w="240px" maxW="80%" />
    </Stack>
  </Flex>
);
