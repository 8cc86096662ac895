import { Box, Flex, HStack, Stack, Text } from '@chakra-ui/react';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import type { SiteRowFragment } from '@hosterizer/ui/generated/graphql';
import { readWebsite } from '@hosterizer/ui/sites/configuration';
import { nameIn } from '@hosterizer/ui/sites/environments';
import { Where } from '@hosterizer/ui/sites/SiteTable.tsx';
import { WebsiteThumbnail } from '@hosterizer/ui/sites/WebsitePreview.tsx';
import { deploymentState, siteState } from '@hosterizer/ui/status';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { LuExternalLink } from 'react-icons/lu';
import { Link } from 'react-router';

/** A site at a glance: what it shows, how it is, where it can be seen. The card as a whole leads to it. */
export function SiteCard({ site }: { site: SiteRowFragment }) {
  const { latestDeployment, url } = site;
  return (
    <Box
      as="li"
      position="relative"
      bg="bg.panel"
      borderWidth="1px"
      rounded="lg"
      overflow="hidden"
      transition="border-color 150ms"
      _hover={{ borderColor: 'border.emphasized' }}
      _focusWithin={{ borderColor: 'brand.focusRing' }}
    >
      <Box aria-hidden borderBottomWidth="1px">
        <WebsiteThumbnail content={contentOf(site)} />
      </Box>
      <Stack gap="2.5" p="4">
        <Flex justify="space-between" align="center" gap="3">
          <Text
            asChild
            fontWeight="semibold"
            truncate
            minW="0"
            _after={{ content: '""', position: 'absolute', inset: '0' }}
          >
            <Link to={`/sites/${site.id}`}>{nameIn(site)}</Link>
          </Text>
          <StatusBadge state={siteState(site.status)} size="sm" />
        </Flex>
        <Box h="5" textStyle="sm" minW="0">
          {url ? (
            <HStack asChild gap="1" color="brand.fg" position="relative" w="fit-content" maxW="full">
              <a href={url} target="_blank" rel="noreferrer">
                <Box as="span" truncate>
                  {url.replace(/^https?:\/\//, '').replace(/\/$/, '')}
                </Box>
                <LuExternalLink size={13} aria-hidden style={{ flexShrink: 0 }} />
              </a>
            </HStack>
          ) : (
            <Text color="fg.muted">No address yet</Text>
          )}
        </Box>
        <Flex justify="space-between" gap="3" textStyle="xs" color="fg.muted" minW="0">
          <Where site={site} />
          <Text truncate>
            {latestDeployment ? (
              <>
                #{latestDeployment.number} {deploymentState(latestDeployment).label.toLowerCase()},{' '}
                <RelativeTime at={latestDeployment.createdAt} />
              </>
            ) : (
              <RelativeTime at={site.updatedAt} />
            )}
          </Text>
        </Flex>
      </Stack>
    </Box>
  );
}

/** What the picture of it shows; only of a website is it known what its page looks like. */
const contentOf = ({ blueprint, name, configuration }: SiteRowFragment) =>
  blueprint === 'website' ? readWebsite(configuration) : { title: name, body: '' };
