import { Box, chakra, HStack } from '@chakra-ui/react';
import type { BrandingCorners } from '../generated/graphql.ts';

const choices: ReadonlyArray<readonly [value: BrandingCorners, label: string, radius: string]> = [
  ['NONE', 'Square', '0'],
  ['MEDIUM', 'Rounded', '6px'],
  ['LARGE', 'Very round', '12px'],
];

/** How round buttons, fields and cards are. */
export function CornersField({
  value,
  onChange,
}: {
  value: BrandingCorners;
  onChange: (value: BrandingCorners) => void;
}) {
  return (
    <chakra.fieldset border="0" minW="0">
      <chakra.legend textStyle="sm" fontWeight="medium" mb="1.5">
        Corners
      </chakra.legend>
      <HStack gap="2" wrap="wrap">
        {choices.map(([corners, label, radius]) => (
          <chakra.label
            key={corners}
            display="inline-flex"
            alignItems="center"
            gap="2"
            px="3"
            h="10"
            textStyle="sm"
            borderWidth="1px"
            rounded="l2"
            cursor="pointer"
            transition="border-color 120ms, background 120ms"
            _hover={{ bg: 'bg.muted' }}
            css={{
              '&:has(:checked)': { borderColor: 'brand.solid', bg: 'brand.subtle', color: 'brand.fg' },
              '&:has(:focus-visible)': {
                outline: '2px solid',
                outlineColor: 'brand.focusRing',
                outlineOffset: '2px',
              },
              '&:has(:disabled)': { cursor: 'not-allowed', opacity: 0.5 },
            }}
          >
            <chakra.input
              type="radio"
              name="corners"
              srOnly
              value={corners}
              checked={value === corners}
              onChange={() => onChange(corners)}
            />
            <Box
              as="span"
              aria-hidden
              boxSize="4"
              borderTopWidth="2px"
              borderStartWidth="2px"
              borderColor="currentColor"
              style={{ borderTopLeftRadius: radius }}
            />
            {label}
          </chakra.label>
        ))}
      </HStack>
    </chakra.fieldset>
  );
}
