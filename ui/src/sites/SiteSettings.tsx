import { useQuery } from '@apollo/client/react';
import { Box, Skeleton, Text } from '@chakra-ui/react';
import { ErrorState } from '../ErrorState.tsx';
import type { SiteRowFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { SiteBlueprintQuery } from './documents.ts';
import { SettingsForm } from './SettingsForm.tsx';

/** What the site should be. Saving changes the order; only a deployment changes what visitors see. */
export function SiteSettings({ site }: { site: SiteRowFragment }) {
  const { data, error, refetch } = useQuery(SiteBlueprintQuery, {
    variables: { id: site.id, name: site.blueprint },
    fetchPolicy: 'cache-and-network',
  });
  const published = data?.blueprint.published ?? null;
  // A site of before there were versions gets the newest one with its next deployment.
  const own = data?.site?.blueprintVersion ?? published;
  return (
    <Panel
      title="Configuration"
      aside={
        own && (
          <Text textStyle="xs" color="fg.muted">
            {own.title}, version {own.number}
          </Text>
        )
      }
    >
      <Box borderTopWidth="1px" p="4">
        {data ? (
          <SettingsForm site={site} own={own} published={published} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton h="280px" aria-busy="true" />
        )}
      </Box>
    </Panel>
  );
}
