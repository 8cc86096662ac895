import { Box, Center, chakra, Flex } from '@chakra-ui/react';
import { LuCheck } from 'react-icons/lu';
import type { steps as all, StepName } from './draft.ts';

type Props = {
  steps: ReadonlyArray<(typeof all)[number]>;
  at: number;
  onPick: (step: StepName) => void;
};

/** Where one is; steps that are done lead back. */
export function WizardSteps({ steps, at, onPick }: Props) {
  return (
    <Flex as="ol" listStyleType="none" gap={{ base: '2', sm: '3' }} align="center" aria-label="Steps">
      {steps.map(({ name, label }, index) => {
        const state = index < at ? 'done' : index === at ? 'here' : 'later';
        const mark = (
          <>
            <Center
              boxSize="6"
              rounded="full"
              textStyle="xs"
              fontWeight="semibold"
              flexShrink={0}
              {...(state === 'here'
                ? { bg: 'brand.solid', color: 'brand.contrast' }
                : state === 'done'
                  ? { bg: 'brand.subtle', color: 'brand.fg' }
                  : { borderWidth: '1px', borderColor: 'border.emphasized', color: 'fg.muted' })}
            >
              {state === 'done' ? <LuCheck aria-label="done" /> : index + 1}
            </Center>
            <Box as="span" {...(state !== 'here' && { hideBelow: 'lg' as const })}>
              {label}
            </Box>
          </>
        );
        const look = { display: 'flex', alignItems: 'center', gap: '2', textStyle: 'sm' } as const;
        return (
          <Flex
            as="li"
            key={name}
            align="center"
            gap={{ base: '2', sm: '3' }}
            aria-current={state === 'here' ? 'step' : undefined}
          >
            {index > 0 && <Box w={{ base: '4', sm: '10' }} h="1px" bg="border.emphasized" aria-hidden />}
            {state === 'done' ? (
              <chakra.button
                type="button"
                {...look}
                cursor="pointer"
                rounded="md"
                focusVisibleRing="outside"
                onClick={() => onPick(name)}
              >
                {mark}
              </chakra.button>
            ) : (
              <Box
                {...look}
                color={state === 'here' ? 'fg' : 'fg.muted'}
                fontWeight={state === 'here' ? 'medium' : 'normal'}
              >
                {mark}
              </Box>
            )}
          </Flex>
        );
      })}
    </Flex>
  );
}
