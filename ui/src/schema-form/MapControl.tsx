import { Box, Flex, Stack } from '@chakra-ui/react';
import { LuX } from 'react-icons/lu';
import { IconAction } from '../IconAction.tsx';
import { fieldOf } from './field.ts';
import { FieldControl } from './FieldControl.tsx';
import { useForm, type ControlProps } from './form.ts';
import { Framed } from './Framed.tsx';
import { useKeys } from './keys.ts';
import { EntryName, NewEntry } from './EntryName.tsx';
import { mapFields } from './problems.ts';
import { isObject } from './schema.ts';
import { blankOf, renamed, withValue } from './value.ts';

/** Values by names that are free, such as files by their paths. */
export function MapControl(props: ControlProps) {
  const { field, value, onChange, path } = props;
  const { root } = useForm();
  const object = isObject(value) ? value : {};
  const entries = mapFields(root, field.schema, object);
  const { keys, removed } = useKeys(entries.length);
  const taken = entries.map(({ name }) => name);
  const change = (changed: object) =>
    onChange(Object.keys(changed).length > 0 || field.required ? changed : undefined);

  return (
    <Framed {...props}>
      <Stack gap="4">
        {entries.map((entry, index) => (
          <Box key={keys[index]} borderWidth="1px" rounded="md" p="3">
            {!entry.required && (
              <Flex gap="2" align="center" mb="2">
                <EntryName
                  name={entry.name}
                  taken={taken}
                  onRename={(to) => change(renamed(object, entry.name, to))}
                />
                <IconAction
                  label={`Remove ${entry.name}`}
                  onClick={() => {
                    removed(index);
                    change(withValue(object, entry.name, undefined));
                  }}
                >
                  <LuX />
                </IconAction>
              </Flex>
            )}
            <FieldControl
              field={{ ...entry, isTitleHidden: !entry.required }}
              value={object[entry.name]}
              // An entry that is empty stays, unless it is one that has to be filled in.
              onChange={(changed) =>
                change(withValue(object, entry.name, changed ?? (entry.required ? undefined : '')))
              }
              path={[...path, entry.name]}
            />
          </Box>
        ))}
        <NewEntry
          title={field.title}
          taken={taken}
          onAdd={(name) =>
            change({
              ...object,
              [name]: blankOf(root, fieldOf(root, field.schema['additionalProperties'], name)),
            })
          }
        />
      </Stack>
    </Framed>
  );
}
