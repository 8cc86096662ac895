import { Field, Input, Stack, Textarea } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';
import type { DraftForm } from './form.ts';

type Props = { form: DraftForm; problems: Problems; onChange: (part: Partial<DraftForm>) => void };

/** What a blueprint says of itself. */
export const TextsFields = ({ form, problems, onChange }: Props) => (
  <Stack gap="4">
    <Field.Root required invalid={!!problems['title']}>
      <Field.Label>Title</Field.Label>
      <Input
        value={form.title}
        maxLength={100}
        onChange={(event) => onChange({ title: event.target.value })}
      />
      <Field.ErrorText>{problems['title']}</Field.ErrorText>
    </Field.Root>
    <Field.Root invalid={!!problems['description']}>
      <Field.Label>Description</Field.Label>
      <Textarea
        value={form.description}
        maxLength={1000}
        rows={2}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <Field.HelperText>Customers read it when they choose.</Field.HelperText>
      <Field.ErrorText>{problems['description']}</Field.ErrorText>
    </Field.Root>
    <Field.Root invalid={!!problems['notes']}>
      <Field.Label>What is new</Field.Label>
      <Textarea
        value={form.notes}
        maxLength={5000}
        rows={2}
        onChange={(event) => onChange({ notes: event.target.value })}
      />
      <Field.HelperText>In this version, for whoever upgrades to it.</Field.HelperText>
      <Field.ErrorText>{problems['notes']}</Field.ErrorText>
    </Field.Root>
  </Stack>
);
