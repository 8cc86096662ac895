import { Text } from '@chakra-ui/react';

/** What is wrong with several fields together. */
export function ProblemText({ text, id }: { text: string | undefined; id?: string }) {
  if (!text) return null;
  return (
    <Text {...(id && { id })} role="alert" textStyle="xs" color="fg.error" overflowWrap="anywhere">
      {text}
    </Text>
  );
}
