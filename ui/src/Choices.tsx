import { Box, chakra, Stack, Text } from '@chakra-ui/react';
import { useId } from 'react';

export type ChoiceOf<V extends string> = { value: V; name: string; meaning: string };

type Props<V extends string> = {
  legend: string;
  /** For those who cannot see the title that says the same. */
  isLegendHidden?: boolean;
  value: V;
  choices: ReadonlyArray<ChoiceOf<V>>;
  disabled?: boolean;
  problem?: string | undefined;
  onChange: (value: V) => void;
};

/** One of a few, each with what it means. */
export function Choices<V extends string>(props: Props<V>) {
  const { legend, isLegendHidden = false, value, choices, disabled = false, problem, onChange } = props;
  const id = useId();
  return (
    <chakra.fieldset border="0" minW="0" disabled={disabled} aria-describedby={problem && `${id}-problem`}>
      <chakra.legend
        {...(isLegendHidden ? { srOnly: true } : { textStyle: 'sm', fontWeight: 'medium', mb: '1.5' })}
      >
        {legend}
      </chakra.legend>
      <Stack gap="0" borderWidth="1px" rounded="lg" overflow="hidden">
        {choices.map((choice, index) => {
          const chosen = choice.value === value;
          return (
            <chakra.label
              key={choice.value}
              display="flex"
              gap="3"
              px="3"
              py="2"
              cursor={disabled ? 'not-allowed' : 'pointer'}
              borderTopWidth={index === 0 ? '0' : '1px'}
              bg={chosen ? 'brand.subtle' : undefined}
              transition="background 120ms"
              css={{
                '&:has(input:focus-visible)': {
                  outline: '2px solid',
                  outlineColor: 'brand.focusRing',
                  outlineOffset: '-2px',
                },
              }}
            >
              <chakra.input
                type="radio"
                name={id}
                value={choice.value}
                checked={chosen}
                onChange={() => onChange(choice.value)}
                accentColor="brand.solid"
                mt="0.5"
                boxSize="4"
                flexShrink={0}
                // The whole choice is outlined, see above.
                outline="none"
                aria-labelledby={`${id}-${choice.value}-name`}
                aria-describedby={`${id}-${choice.value}`}
              />
              <Box minW="0">
                <Text
                  as="span"
                  display="block"
                  textStyle="sm"
                  fontWeight="medium"
                  id={`${id}-${choice.value}-name`}
                >
                  {choice.name}
                </Text>
                <Text as="span" display="block" textStyle="xs" color="fg.muted" id={`${id}-${choice.value}`}>
                  {choice.meaning}
                </Text>
              </Box>
            </chakra.label>
          );
        })}
      </Stack>
      {problem && (
        <Text id={`${id}-problem`} role="alert" mt="1.5" textStyle="xs" color="fg.error">
          {problem}
        </Text>
      )}
    </chakra.fieldset>
  );
}
