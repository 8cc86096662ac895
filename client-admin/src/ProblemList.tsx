import { Box, Button, Flex, Stack, Text } from '@chakra-ui/react';
import { LuCircleAlert } from 'react-icons/lu';
import type { Problem } from './problems.ts';

type Props = {
  label: string;
  problems: readonly Problem[];
  /** Where a problem is in a text that can be shown; null for one that is elsewhere. */
  place?: (problem: Problem) => (() => void) | null;
};

/** What is wrong, each with its file, line and field. */
export function ProblemList({ label, problems, place = () => null }: Props) {
  return (
    <Stack as="ul" aria-label={label} listStyleType="none" gap="0">
      {problems.map((problem, index) => (
        <Flex
          as="li"
          key={index}
          gap="2.5"
          px="4"
          py="2.5"
          borderTopWidth={index === 0 ? '0' : '1px'}
          align="flex-start"
        >
          <Box color="fg.error" pt="0.5" aria-hidden>
            <LuCircleAlert />
          </Box>
          <Stack gap="0.5" minW="0" flex="1">
            <Text textStyle="sm" overflowWrap="anywhere">
              {problem.reason}
            </Text>
            <Place problem={problem} show={place(problem)} />
          </Stack>
        </Flex>
      ))}
    </Stack>
  );
}

function Place({ problem, show }: { problem: Problem; show: (() => void) | null }) {
  const said = sayPlace(problem);
  if (said === '') return null;
  if (!show) {
    return (
      <Text textStyle="xs" color="fg.muted" overflowWrap="anywhere">
        {said}
      </Text>
    );
  }
  return (
    <Button
      variant="plain"
      size="2xs"
      px="0"
      h="auto"
      minH="6"
      alignSelf="flex-start"
      color="brand.fg"
      whiteSpace="normal"
      textAlign="start"
      textDecoration="underline"
      onClick={show}
    >
      {said}
    </Button>
  );
}

/** `configuration.port, in blueprints/shop/aws/variables.tf, line 12`. */
export function sayPlace({ field, file, line }: Problem): string {
  const where = [...(file ? [`in ${file}`] : []), ...(line != null ? [`line ${line}`] : [])].join(', ');
  return [...(field ? [field] : []), ...(where ? [where] : [])].join(', ');
}
