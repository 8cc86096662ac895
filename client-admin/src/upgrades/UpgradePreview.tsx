import { useQuery } from '@apollo/client/react';
import { Box, Flex, Stack, Text } from '@chakra-ui/react';
import { readFailure } from '@hosterizer/ui/failure';
import type { StartUpgradeInput, UpgradePreviewQuery as Answer } from '../generated/graphql.ts';
import { count } from '../modules/words.ts';
import { UpgradePreviewQuery } from './documents.ts';

type Preview = {
  /** Undefined while it is being found out. */
  waves: Answer['upgradePreview'] | undefined;
  problem: string | null;
  isNothing: boolean;
};

/** How many sites each wave would have, if it were started now. */
export function usePreview(input: StartUpgradeInput): Preview {
  const { data, previousData, error } = useQuery(UpgradePreviewQuery, {
    variables: { input },
    skip: input.environments?.length === 0,
    fetchPolicy: 'network-only',
  });
  const waves = (data ?? previousData)?.upgradePreview;
  const problem = error ? readFailure(error).message : null;
  return { waves, problem, isNothing: data?.upgradePreview.length === 0 };
}

/** The waves as bars whose lengths are to each other as their sites. */
export function UpgradePreview({ preview: { waves, problem, isNothing } }: { preview: Preview }) {
  if (problem !== null) return <Said>{problem}</Said>;
  if (isNothing)
    return <Said>There is nothing to upgrade: no site that has been built is at an older version.</Said>;
  if (!waves) return <Said>Looking how many sites these are …</Said>;
  const most = Math.max(...waves.map(({ sites }) => sites));
  return (
    <Stack
      gap="2"
      bg="bg.subtle"
      borderWidth="1px"
      rounded="l2"
      p="3"
      aria-label="How it will go"
      role="group"
    >
      <Stack as="ul" listStyleType="none" gap="1.5">
        {waves.map(({ number, sites }) => (
          <Flex as="li" key={number} gap="3" align="center" textStyle="xs">
            <Box w="14" flexShrink={0}>
              Wave {number}
            </Box>
            <Box flex="1" minW="0" aria-hidden>
              <Box
                h="2"
                rounded="sm"
                bg="brand.solid"
                minW="4px"
                style={{ width: `${(sites / most) * 100}%` }}
              />
            </Box>
            <Box w="20" textAlign="end" flexShrink={0} fontVariantNumeric="tabular-nums">
              {count(sites, 'site')}
            </Box>
          </Flex>
        ))}
      </Stack>
      <Text textStyle="xs" color="fg.muted" role="status">
        {count(
          waves.reduce((sum, { sites }) => sum + sites, 0),
          'site',
        )}{' '}
        in all, as they are now.
      </Text>
    </Stack>
  );
}

const Said = ({ children }: { children: string }) => (
  <Text textStyle="sm" color="fg.muted" bg="bg.subtle" borderWidth="1px" rounded="l2" p="3" role="status">
    {children}
  </Text>
);
