import { Box, chakra, Grid, HStack, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';

type Choice = {
  value: string;
  title: string;
  hint: string;
  icon?: ReactNode;
  /** Below the hint. */
  foot?: ReactNode;
  disabled?: boolean;
};

type GridProps = {
  name: string;
  choices: readonly Choice[];
  value: string | null;
  onChange: (value: string) => void;
  columns: number;
};

type Props = GridProps & { label: string; problem?: string | undefined };

/** Radio buttons drawn as cards; what cannot be chosen says why. */
export function Choices({ label, problem, ...grid }: Props) {
  const { name } = grid;
  return (
    <chakra.fieldset
      border="0"
      minW="0"
      aria-describedby={problem && `${name}-problem`}
      data-invalid={problem && ''}
    >
      <chakra.legend textStyle="sm" fontWeight="medium" mb="2">
        {label}
      </chakra.legend>
      <ChoiceGrid {...grid} />
      {problem && (
        <Text id={`${name}-problem`} role="alert" mt="2" textStyle="xs" color="fg.error">
          {problem}
        </Text>
      )}
    </chakra.fieldset>
  );
}

/** The choices without a name for all of them. */
export const ChoiceGrid = ({ name, choices, value, onChange, columns }: GridProps) => (
  <Grid
    templateColumns={{
      base: columns > 3 ? 'repeat(2, minmax(0, 1fr))' : '1fr',
      sm: 'repeat(2, minmax(0, 1fr))',
      lg: `repeat(${columns}, minmax(0, 1fr))`,
    }}
    gap="3"
  >
    {choices.map((choice) => (
      <Card
        key={choice.value}
        name={name}
        choice={choice}
        chosen={value === choice.value}
        onChange={onChange}
      />
    ))}
  </Grid>
);

type CardProps = { name: string; choice: Choice; chosen: boolean; onChange: (value: string) => void };

function Card({ name, choice, chosen, onChange }: CardProps) {
  const { value, title, hint, icon, foot, disabled = false } = choice;
  return (
    <chakra.label
      display="block"
      position="relative"
      borderWidth="1px"
      rounded="lg"
      p="3.5"
      transition="border-color 120ms, background 120ms"
      cursor={disabled ? 'not-allowed' : 'pointer'}
      bg={chosen ? 'brand.subtle' : disabled ? 'bg.subtle' : 'bg.panel'}
      borderColor={chosen ? 'brand.solid' : 'border'}
      _hover={disabled || chosen ? {} : { borderColor: 'border.emphasized' }}
      css={{
        '&:has(input:focus-visible)': {
          outline: '2px solid',
          outlineColor: 'brand.focusRing',
          outlineOffset: '2px',
        },
      }}
    >
      <chakra.input
        type="radio"
        name={name}
        value={value}
        checked={chosen}
        disabled={disabled}
        srOnly
        onChange={() => onChange(value)}
      />
      <HStack gap="3" align="flex-start">
        {icon && (
          <Box fontSize="xl" color={chosen ? 'brand.fg' : 'fg.muted'} pt="0.5" aria-hidden>
            {icon}
          </Box>
        )}
        <Box minW="0">
          <Text textStyle="sm" fontWeight="medium" color={disabled ? 'fg.muted' : 'fg'}>
            {title}
          </Text>
          <Text textStyle="xs" color="fg.muted" overflowWrap="anywhere">
            {hint}
          </Text>
          {foot && <Box mt="3">{foot}</Box>}
        </Box>
      </HStack>
    </chakra.label>
  );
}
