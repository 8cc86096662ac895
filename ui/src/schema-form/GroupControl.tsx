import { Box, Button } from '@chakra-ui/react';
import { LuPlus, LuX } from 'react-icons/lu';
import { IconAction } from '../IconAction.tsx';
import { useForm, type ControlProps } from './form.ts';
import { Framed } from './Framed.tsx';
import { GroupFields } from './GroupFields.tsx';
import { blankOf } from './value.ts';

/** An object within the configuration; one that need not be there is added and removed as a whole. */
export function GroupControl(props: ControlProps) {
  const { field, value, onChange } = props;
  const { root } = useForm();
  const isThere = value !== undefined || field.required;
  return (
    <Framed
      {...props}
      aside={
        isThere && !field.required ? (
          <IconAction label={`Remove ${field.title}`} onClick={() => onChange(undefined)}>
            <LuX />
          </IconAction>
        ) : undefined
      }
    >
      {isThere ? (
        <Box borderStartWidth="2px" ps="4" py="1">
          <GroupFields {...props} />
        </Box>
      ) : (
        <Button size="xs" variant="outline" onClick={() => onChange(blankOf(root, field))}>
          <LuPlus /> Add {field.title}
        </Button>
      )}
    </Framed>
  );
}
