import { Button, chakra, Field, Flex, HStack, Input } from '@chakra-ui/react';
import { isColor, type Palette } from '@hosterizer/kit/palette';
import { readColor } from './draft.ts';

type Props = {
  value: string;
  /** What is shown for it. */
  palette: Palette;
  problem: string | undefined;
  onChange: (value: string) => void;
};

/** A colour, to be picked or to be written. */
export function ColorField({ value, palette, problem, onChange }: Props) {
  const shown = isColor(value) ? value : palette.roles.solid.light;
  return (
    <Field.Root invalid={!!problem}>
      <Field.Label>Colour</Field.Label>
      <Flex gap="2" w="full" align="center" wrap="wrap">
        <chakra.input
          type="color"
          aria-label="Pick a colour"
          value={shown}
          onChange={(event) => onChange(event.target.value)}
          w="12"
          h="10"
          p="1"
          rounded="l2"
          borderWidth="1px"
          bg="bg.panel"
          cursor="pointer"
          focusVisibleRing="outside"
          _disabled={{ cursor: 'not-allowed', opacity: 0.5 }}
        />
        <Input
          value={value}
          w="36"
          fontFamily="mono"
          spellCheck={false}
          autoComplete="off"
          placeholder={palette.roles.solid.light}
          onChange={(event) => onChange(event.target.value)}
          onBlur={(event) => onChange(readColor(event.target.value))}
        />
        {value !== '' && (
          <Button size="sm" variant="ghost" colorPalette="gray" onClick={() => onChange('')}>
            Use the platform&apos;s
          </Button>
        )}
        <HStack
          gap="0"
          rounded="l1"
          overflow="hidden"
          ms={{ lg: 'auto' }}
          role="img"
          aria-label="The shades made of it"
        >
          {Object.entries(palette.steps).map(([step, color]) => (
            <chakra.span key={step} w="4" h="6" title={`${step}: ${color}`} style={{ background: color }} />
          ))}
        </HStack>
      </Flex>
      <Field.HelperText>Any colour works: shades and text that can be read are made of it.</Field.HelperText>
      <Field.ErrorText>{problem}</Field.ErrorText>
    </Field.Root>
  );
}
