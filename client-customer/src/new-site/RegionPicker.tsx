import { chakra, Flex, Heading, Input, InputGroup, Stack, Text } from '@chakra-ui/react';
import { useId, useState } from 'react';
import { LuSearch } from 'react-icons/lu';
import type { Offering } from './offers.ts';
import { ChoiceGrid } from './Choices.tsx';
import { byContinent, searched } from './continents.ts';

type Props = {
  regions: Offering['regions'];
  value: string;
  problem: string | undefined;
  onChange: (region: string) => void;
};

/** A provider's regions by continents; a search leaves those that are looked for. */
export function RegionPicker({ regions, value, problem, onChange }: Props) {
  const [text, setText] = useState('');
  const id = useId();
  const found = searched(regions, text);
  const chosen = regions.find(({ name }) => name === value);
  return (
    <chakra.fieldset
      border="0"
      minW="0"
      aria-labelledby={id}
      aria-describedby={problem && 'region-problem'}
      data-invalid={problem && ''}
    >
      <Flex justify="space-between" align="center" gap="3" wrap="wrap" mb="3">
        <Text id={id} textStyle="sm" fontWeight="medium">
          Region
        </Text>
        <InputGroup startElement={<LuSearch aria-hidden />} w={{ base: 'full', sm: '260px' }}>
          <Input
            size="sm"
            type="search"
            placeholder="Search regions"
            aria-label="Search regions"
            value={text}
            onChange={({ target }) => setText(target.value)}
            // Enter is for the search here and not for the step.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
        </InputGroup>
      </Flex>
      <Text role="status" srOnly>
        {text !== '' && `${found.length} of ${regions.length} regions`}
      </Text>
      {problem && (
        <Text id="region-problem" role="alert" mb="2" textStyle="xs" color="fg.error">
          {problem}
        </Text>
      )}
      <Stack gap="5" maxH="440px" overflowY="auto" p="1" m="-1">
        {byContinent(found).map(({ continent, regions: there }) => (
          <div key={continent}>
            <Heading as="h3" textStyle="xs" fontWeight="medium" color="fg.muted" mb="2">
              {continent}
            </Heading>
            <ChoiceGrid
              name="region"
              columns={4}
              value={value}
              onChange={onChange}
              choices={there.map(({ name, title }) => ({ value: name, title, hint: name }))}
            />
          </div>
        ))}
        {found.length === 0 && (
          <Text textStyle="sm" color="fg.muted">
            No region has that in its name.
          </Text>
        )}
      </Stack>
      {chosen && !found.includes(chosen) && (
        <Text mt="3" textStyle="sm" color="fg.muted">
          Chosen: {chosen.title} ({chosen.name})
        </Text>
      )}
    </chakra.fieldset>
  );
}
