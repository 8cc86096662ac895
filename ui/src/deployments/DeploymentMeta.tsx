import { HStack, Link as ChakraLink, Text } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { Duration, RelativeTime } from '../RelativeTime.tsx';
import { nameIn } from '../sites/environments.ts';
import { isOver } from '../status.ts';
import { Cause } from './Cause.tsx';
import { typeNames } from './typeNames.ts';

/** What it is, of what, for whom, why, when and for how long: one sentence under the title. */
export function DeploymentMeta({ deployment }: { deployment: DeploymentDetailFragment }) {
  const { paths, name } = usePortal();
  const { site, customer, requestedBy, createdAt, completedAt, cause } = deployment;
  return (
    <HStack gap="1.5" wrap="wrap" rowGap="0.5">
      <Text as="span" overflowWrap="anywhere">
        {typeNames[deployment.type]} of{' '}
        <ChakraLink asChild color="fg" fontWeight="medium">
          <Link to={paths.site(site.id)}>{nameIn(site)}</Link>
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
      {cause !== 'ORDER' && (
        <>
          <span aria-hidden>·</span>
          <span>
            <Cause deployment={deployment} />
          </span>
        </>
      )}
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
