import { Box, Button, HStack, Stack, Text } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { problemsIn } from '@hosterizer/ui/schema-form/problems';
import { SchemaForm } from '@hosterizer/ui/schema-form/SchemaForm.tsx';
import type { JsonObject, Schema } from '@hosterizer/ui/schema-form/schema';
import { initialValue } from '@hosterizer/ui/schema-form/value';
import { useState } from 'react';

/** The form that customers fill in, to be tried out; nothing of it is sent. */
export function FormPreview({ schema, isBehind }: { schema: Schema; isBehind: boolean }) {
  const [value, setValue] = useState<JsonObject>(() => initialValue(schema));
  const [problems, setProblems] = useState<Problems>({});
  const [isChecked, setChecked] = useState(false);
  const put = (changed: JsonObject) => {
    setValue(changed);
    setProblems({});
    setChecked(false);
  };
  return (
    <Panel title="The form it makes">
      <Stack gap="5" borderTopWidth="1px" p="4">
        <Text textStyle="xs" color="fg.muted">
          {isBehind
            ? 'As it was before the mistake. '
            : 'As customers will see it, with the modules that were saved. '}
          Try it: nothing is sent.
        </Text>
        <Box as="section" aria-label="The form it makes">
          <SchemaForm schema={schema} value={value} onChange={put} problems={problems} />
        </Box>
        <HStack gap="3" wrap="wrap">
          <Button
            size="xs"
            variant="outline"
            onClick={() => {
              setProblems(problemsIn(schema, value));
              setChecked(true);
            }}
          >
            Check what is filled in
          </Button>
          <Button size="xs" variant="ghost" onClick={() => put(initialValue(schema))}>
            Begin anew
          </Button>
          <Text textStyle="xs" color="fg.muted" role="status">
            {isChecked && Object.keys(problems).length === 0 && 'It would be taken.'}
          </Text>
        </HStack>
      </Stack>
    </Panel>
  );
}
