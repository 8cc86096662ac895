import { Box, chakra, Stack, Text } from '@chakra-ui/react';
import type { CustomerRole } from '../generated/graphql.ts';
import { roles, roleTexts } from './roles.ts';

type Props = { value: CustomerRole; onChange: (role: CustomerRole) => void };

/** The roles with what each means. */
export function RoleChoice({ value, onChange }: Props) {
  return (
    <chakra.fieldset border="0" minW="0">
      <chakra.legend textStyle="sm" fontWeight="medium" mb="1.5">
        Role
      </chakra.legend>
      <Stack gap="0" borderWidth="1px" rounded="lg" overflow="hidden">
        {roles.map((role, index) => {
          const { name, meaning } = roleTexts[role];
          const chosen = role === value;
          return (
            <chakra.label
              key={role}
              display="flex"
              gap="3"
              px="3"
              py="2"
              cursor="pointer"
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
                name="role"
                value={role}
                checked={chosen}
                onChange={() => onChange(role)}
                accentColor="brand.solid"
                mt="1"
                flexShrink={0}
                aria-describedby={`role-${role}`}
              />
              <Box minW="0">
                <Text as="span" display="block" textStyle="sm" fontWeight="medium">
                  {name}
                </Text>
                <Text as="span" display="block" textStyle="xs" color="fg.muted" id={`role-${role}`}>
                  {meaning}
                </Text>
              </Box>
            </chakra.label>
          );
        })}
      </Stack>
    </chakra.fieldset>
  );
}
