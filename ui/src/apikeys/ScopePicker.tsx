import { Box, Button, chakra, Flex, Grid, Stack, Text } from '@chakra-ui/react';
import { byDomain, sayScope } from './scopes.ts';

type Props = {
  available: readonly string[];
  value: readonly string[];
  problem?: string | undefined;
  onChange: (scopes: string[]) => void;
};

/** What a key may do, grouped by what it is about. */
export function ScopePicker({ available, value, problem, onChange }: Props) {
  const chosen = new Set(value);
  const toggle = (scope: string, on: boolean) =>
    onChange(available.filter((other) => (other === scope ? on : chosen.has(other))));
  const reading = available.filter((scope) => scope.endsWith(':read'));
  return (
    <chakra.fieldset border="0" minW="0" aria-describedby={problem && 'scopes-problem'}>
      <chakra.legend textStyle="sm" fontWeight="medium" mb="1.5">
        What it may do
      </chakra.legend>
      <Flex gap="2" mb="2.5" wrap="wrap">
        <Button size="2xs" variant="outline" onClick={() => onChange(reading)}>
          Read everything
        </Button>
        <Button size="2xs" variant="outline" onClick={() => onChange([...available])}>
          All that I may
        </Button>
        <Button size="2xs" variant="ghost" disabled={value.length === 0} onClick={() => onChange([])}>
          Nothing
        </Button>
      </Flex>
      <Stack gap="0" borderWidth="1px" rounded="lg" overflow="hidden">
        {byDomain(available).map(({ domain, scopes }, index) => (
          <Grid
            key={domain}
            templateColumns={{ base: '1fr', sm: '128px minmax(0, 1fr)' }}
            gap={{ base: '1', sm: '3' }}
            px="3"
            py="2.5"
            borderTopWidth={index === 0 ? '0' : '1px'}
          >
            <Text textStyle="xs" fontWeight="medium" color="fg.muted" pt="0.5">
              {domain}
            </Text>
            <Stack gap="1.5">
              {scopes.map((scope) => (
                <chakra.label key={scope} display="flex" gap="2.5" textStyle="sm" cursor="pointer">
                  <chakra.input
                    type="checkbox"
                    checked={chosen.has(scope)}
                    onChange={(event) => toggle(scope, event.target.checked)}
                    accentColor="brand.solid"
                    boxSize="4"
                    mt="0.5"
                    flexShrink={0}
                  />
                  <Box minW="0">
                    {sayScope(scope)}{' '}
                    <chakra.code textStyle="xs" color="fg.muted" display="inline-block">
                      {scope}
                    </chakra.code>
                  </Box>
                </chakra.label>
              ))}
            </Stack>
          </Grid>
        ))}
      </Stack>
      {problem && (
        <Text id="scopes-problem" role="alert" mt="1.5" textStyle="xs" color="fg.error">
          {problem}
        </Text>
      )}
    </chakra.fieldset>
  );
}
