import { Alert, Box, Flex, Heading, HStack, Icon, Stack, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import type { CloudCredentialRowFragment } from '../generated/graphql.ts';
import { RelativeTime } from '../RelativeTime.tsx';
import { providers } from '../sites/providers.tsx';
import { StatusBadge } from '../StatusBadge.tsx';
import { CloudActions } from './CloudActions.tsx';
import { cloudState, shownOf, type Cloud } from './clouds.ts';

export type CloudProps = {
  cloud: Cloud;
  /** Named by staff alone. */
  customerId: string | undefined;
  credential: CloudCredentialRowFragment | null;
};

/** One cloud: whether it is connected, as whom, what the cloud says of it, and what can be done. */
export function CloudRow({ isFirst, ...props }: CloudProps & { isFirst: boolean }) {
  const { cloud, credential } = props;
  const { name, Icon: Mark } = providers[cloud];
  return (
    <Box as="li" p="4" borderTopWidth={isFirst ? '0' : '1px'}>
      <Flex
        gap={{ base: '3', md: '4' }}
        justify="space-between"
        align={{ base: 'flex-start', md: credential ? 'flex-start' : 'center' }}
        direction={{ base: 'column', md: 'row' }}
      >
        <HStack gap="4" align="flex-start" minW="0">
          <Icon asChild boxSize="6" mt="0.5" color="fg.muted" flexShrink={0}>
            <Mark aria-hidden />
          </Icon>
          <Stack gap="2" minW="0">
            <HStack gap="3" wrap="wrap" rowGap="1">
              <Heading as="h2" textStyle="md" fontWeight="semibold">
                {name}
              </Heading>
              <StatusBadge state={cloudState(credential?.status)} size="sm" />
            </HStack>
            {credential && <Known credential={credential} />}
          </Stack>
        </HStack>
        <CloudActions {...props} />
      </Flex>
    </Box>
  );
}

function Known({ credential }: { credential: CloudCredentialRowFragment }) {
  const { account, reason, status, checkedAt, updatedAt } = credential;
  const further = shownOf(credential).filter(([, value]) => !account?.includes(value));
  return (
    <Stack gap="2" minW="0">
      {account && (
        <Text textStyle="sm" overflowWrap="anywhere">
          {account}
        </Text>
      )}
      <Flex as="dl" textStyle="xs" color="fg.muted" columnGap="4" rowGap="1" wrap="wrap">
        {further.map(([label, value]) => (
          <Fact key={label} label={label} mono value={value} />
        ))}
        <Fact label="Set" value={<RelativeTime at={updatedAt} />} />
        <Fact label="Checked" value={checkedAt ? <RelativeTime at={checkedAt} /> : 'never'} />
      </Flex>
      {reason && (
        <Alert.Root status={status === 'REFUSED' ? 'error' : 'warning'} size="sm" maxW="720px">
          <Alert.Indicator />
          <Alert.Title overflowWrap="anywhere">{reason}</Alert.Title>
        </Alert.Root>
      )}
    </Stack>
  );
}

function Fact({ label, value, mono = false }: { label: string; value: ReactNode; mono?: boolean }) {
  return (
    <HStack gap="1.5" minW="0" align="baseline">
      <Box as="dt" flexShrink={0}>
        {label}
      </Box>
      <Box as="dd" color="fg" minW="0" overflowWrap="anywhere" {...(mono && { fontFamily: 'mono' })}>
        {value}
      </Box>
    </HStack>
  );
}
