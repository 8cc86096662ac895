import { Button, Flex, Stack } from '@chakra-ui/react';
import { FieldControl } from './FieldControl.tsx';
import { useForm, type ControlProps } from './form.ts';
import { groupFields } from './problems.ts';
import { isObject } from './schema.ts';
import { othersIn, withValue } from './value.ts';

/** The fields of an object, below each other. */
export function GroupFields({ field, value, onChange, path }: ControlProps) {
  const { root } = useForm();
  const object = isObject(value) ? value : {};
  const strange = othersIn(field.schema, object);
  const fields = groupFields(root, field.schema, object);
  return (
    <Stack gap="5">
      {fields.map((inner) => {
        const control = (
          <FieldControl
            field={inner}
            value={object[inner.name]}
            onChange={(changed) => onChange(withValue(object, inner.name, emptied(inner.schema, changed)))}
            path={[...path, inner.name]}
          />
        );
        if (!strange.includes(inner.name)) return <div key={inner.name}>{control}</div>;
        return (
          <Stack key={inner.name} gap="2">
            {control}
            <Flex>
              <Button
                size="2xs"
                variant="outline"
                onClick={() => onChange(withValue(object, inner.name, undefined))}
              >
                Remove {inner.title}
              </Button>
            </Flex>
          </Stack>
        );
      })}
    </Stack>
  );
}

/** A text that is empty unless somebody says otherwise is emptied, and every other one left out. */
const emptied = ({ default: given }: { default?: unknown }, value: unknown) =>
  value === undefined && given === '' ? '' : value;
