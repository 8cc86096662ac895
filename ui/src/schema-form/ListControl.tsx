import { Box, Button, Flex, Stack } from '@chakra-ui/react';
import { LuPlus, LuX } from 'react-icons/lu';
import { IconAction } from '../IconAction.tsx';
import { fieldOf } from './field.ts';
import { FieldControl } from './FieldControl.tsx';
import { useForm, type ControlProps } from './form.ts';
import { Framed } from './Framed.tsx';
import { useKeys } from './keys.ts';
import { blankOf } from './value.ts';

/** A list of values of one kind. An empty one that need not be there is left out. */
export function ListControl(props: ControlProps) {
  const { field, value, onChange, path } = props;
  const { root } = useForm();
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  const { keys, removed } = useKeys(items.length);
  const fieldAt = (index: number) => ({
    ...fieldOf(root, field.schema['items'], String(index), true),
    title: `${field.title} ${index + 1}`,
    isTitleHidden: true,
  });
  const change = (changed: unknown[]) => onChange(changed.length > 0 || field.required ? changed : undefined);
  return (
    <Framed {...props}>
      <Stack gap="3">
        {items.map((item, index) => (
          <Flex key={keys[index]} gap="2" align="flex-start">
            <Box flex="1" minW="0">
              <FieldControl
                field={fieldAt(index)}
                value={item}
                // An item that is empty keeps its place.
                onChange={(changed) => change(items.with(index, changed ?? ''))}
                path={[...path, String(index)]}
              />
            </Box>
            <IconAction
              label={`Remove ${field.title} ${index + 1}`}
              onClick={() => {
                removed(index);
                change(items.toSpliced(index, 1));
              }}
            >
              <LuX />
            </IconAction>
          </Flex>
        ))}
        <Flex>
          <Button
            size="xs"
            variant="outline"
            onClick={() => change([...items, blankOf(root, fieldAt(items.length))])}
          >
            <LuPlus /> Add to {field.title}
          </Button>
        </Flex>
      </Stack>
    </Framed>
  );
}
