import { Box, Button, Flex, HStack, Input, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuPlus, LuX } from 'react-icons/lu';
import { problemOf, withWave } from './waves.ts';

type Props = {
  waves: readonly number[];
  problem: string | undefined;
  onChange: (waves: readonly number[]) => void;
};

/** How much of all is done when each wave is over. */
export function WavesField({ waves, problem, onChange }: Props) {
  const [text, setText] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const trouble = refused ?? problem;
  function add() {
    const wrong = problemOf(waves, text);
    setRefused(wrong);
    if (wrong) return;
    onChange(withWave(waves, Number(text)));
    setText('');
  }
  return (
    <Stack as="fieldset" gap="2" border="0" minW="0">
      <Box as="legend" textStyle="sm" fontWeight="medium" mb="1.5">
        Waves
      </Box>
      <Flex as="ul" aria-label="Waves" listStyleType="none" gap="2" wrap="wrap">
        {waves.map((percent) => (
          <li key={percent}>
            {percent === 100 ? (
              <Last />
            ) : (
              <Button
                size="xs"
                variant="subtle"
                colorPalette="brand"
                rounded="full"
                aria-label={`Remove the wave to ${percent} percent`}
                onClick={() => onChange(waves.filter((other) => other !== percent))}
              >
                {percent}% <LuX />
              </Button>
            )}
          </li>
        ))}
        <li>
          <HStack gap="1">
            <Input
              size="xs"
              w="20"
              value={text}
              inputMode="numeric"
              maxLength={3}
              placeholder="percent"
              aria-label="Percent of another wave"
              aria-invalid={!!trouble}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                // It would send the whole form.
                event.preventDefault();
                add();
              }}
            />
            <Button size="xs" variant="outline" onClick={add}>
              <LuPlus /> Add
            </Button>
          </HStack>
        </li>
      </Flex>
      {trouble ? (
        <Text role="alert" textStyle="xs" color="fg.error">
          {trouble}
        </Text>
      ) : (
        <Text textStyle="xs" color="fg.muted">
          How many percent of all sites are done when each wave is over. The next one begins when the one
          before is over.
        </Text>
      )}
    </Stack>
  );
}

const Last = () => (
  <Flex h="8" px="3" align="center" rounded="full" bg="bg.muted" textStyle="xs" fontWeight="medium">
    100%
  </Flex>
);
