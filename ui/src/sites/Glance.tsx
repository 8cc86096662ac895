import { Box, Grid, Link as ChakraLink, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { driftState } from '../drift/words.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { deploymentState } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { approvalPolicies } from './approvalPolicies.ts';
import type { SiteDetail } from './SitePage.tsx';

/** The three things that one looks for first, each leading to where more is known of it. */
export function Glance({ site }: { site: SiteDetail }) {
  const { paths } = usePortal();
  const { latestDeployment: deployment, latestDriftCheck: check } = site;
  const home = paths.site(site.id);
  return (
    <Panel overflow="hidden">
      <Grid
        as="ul"
        listStyleType="none"
        aria-label="At a glance"
        templateColumns={{ base: '1fr', md: 'repeat(3, minmax(0, 1fr))' }}
      >
        <Item
          title="Last deployment"
          to={deployment ? paths.deployment({ id: deployment.id, site }) : `${home}/deployments`}
          note={
            deployment ? (
              <>
                #{deployment.number}, <RelativeTime at={deployment.createdAt} />
              </>
            ) : (
              'The first one builds the site.'
            )
          }
        >
          <StatusBadge
            state={
              deployment ? deploymentState(deployment) : { label: 'None yet', tone: 'gray', mark: 'ring' }
            }
          />
        </Item>
        <Item
          title="Drift"
          to={`${home}/drift`}
          note={
            check ? (
              <>
                checked <RelativeTime at={check.completedAt ?? check.createdAt} />
              </>
            ) : (
              'Is what exists still what was built?'
            )
          }
        >
          <StatusBadge state={driftState(check, deployment)} />
        </Item>
        <Item title="Approval" to={`${home}/settings`} note={approvalPolicies[site.approvalPolicy].meaning}>
          <Text textStyle="sm" fontWeight="medium">
            {approvalPolicies[site.approvalPolicy].name}
          </Text>
        </Item>
      </Grid>
    </Panel>
  );
}

type ItemProps = { title: string; to: string; note: ReactNode; children: ReactNode };

const Item = ({ title, to, note, children }: ItemProps) => (
  <Box
    as="li"
    position="relative"
    px="4"
    py="3"
    minW="0"
    transition="background 120ms"
    _hover={{ bg: 'bg.muted' }}
    css={{
      '& + &': { borderTopWidth: { base: '1px', md: '0' }, borderStartWidth: { base: '0', md: '1px' } },
    }}
  >
    <ChakraLink
      asChild
      textStyle="xs"
      color="fg.muted"
      _after={{ content: '""', position: 'absolute', inset: '0' }}
    >
      <Link to={to}>{title}</Link>
    </ChakraLink>
    <Box my="1.5" minH="6" display="flex" alignItems="center">
      {children}
    </Box>
    <Text textStyle="xs" color="fg.muted">
      {note}
    </Text>
  </Box>
);
