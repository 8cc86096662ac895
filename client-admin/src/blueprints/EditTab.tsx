import { useQuery } from '@apollo/client/react';
import { Flex, Skeleton } from '@chakra-ui/react';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { useBlueprint } from './BlueprintPage.tsx';
import { WrittenQuery } from './documents.ts';
import { DraftEditor } from './DraftEditor.tsx';

/** The draft, or where there is none what the next one begins with. */
export function EditTab() {
  const { name } = useBlueprint();
  // Whoever goes on with what somebody else has changed meanwhile would take it back.
  const result = useQuery(WrittenQuery, { variables: { name }, fetchPolicy: 'network-only' });
  return (
    <Loaded result={result} pick={(data) => data.blueprint.versions[0]} skeleton={<Ghost />}>
      {(newest) => <DraftEditor key={name} name={name} newest={newest} />}
    </Loaded>
  );
}

const Ghost = () => (
  <Flex gap="4" direction={{ base: 'column', xl: 'row' }} aria-busy="true" aria-label="Loading">
    <Skeleton h="640px" flex="1" />
    <Skeleton h="420px" w={{ base: 'full', xl: '440px' }} />
  </Flex>
);
