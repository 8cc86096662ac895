import { useMutation } from '@apollo/client/react';
import { Field, NativeSelect, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import type { ApiKeyRowFragment } from '../generated/graphql.ts';
import { ApiKeysQuery, RotateApiKey } from './documents.ts';
import type { Issued } from './IssuedKeyDialog.tsx';

type Props = { apiKey: ApiKeyRowFragment; onMade: (key: Issued) => void; onClose: () => void };

const overlaps = [
  { seconds: 0, label: 'It ends at once' },
  { seconds: 3_600, label: 'An hour' },
  { seconds: 86_400, label: 'A day' },
  { seconds: 604_800, label: 'A week' },
];

export function RotateKeyDialog({ open, ...form }: Props & { open: boolean }) {
  return (
    <DialogFrame open={open} title={`New secret for ${form.apiKey.name}`} size="sm" onClose={form.onClose}>
      <Rotate {...form} />
    </DialogFrame>
  );
}

function Rotate({ apiKey: { id, name }, onMade, onClose }: Props) {
  const [overlapSeconds, setOverlap] = useState(86_400);
  const [rotate] = useMutation(RotateApiKey, { fetchPolicy: 'no-cache', refetchQueries: [ApiKeysQuery] });

  async function go() {
    const { data } = await rotate({ variables: { input: { id, overlapSeconds } } });
    onClose();
    onMade({ name, secret: data!.rotateApiKey.secret });
  }
  return (
    <DialogForm confirm="Make a new secret" fields={['overlapSeconds']} onSubmit={go} onClose={onClose}>
      {(problems) => (
        <>
          <Text textStyle="sm" color="fg.muted">
            What it may do and when it ends stay as they are. While both secrets hold, you change your
            programs over without a gap.
          </Text>
          <Field.Root invalid={!!problems['overlapSeconds']}>
            <Field.Label>How long the old secret still holds</Field.Label>
            <NativeSelect.Root>
              <NativeSelect.Field
                value={overlapSeconds}
                onChange={(event) => setOverlap(Number(event.target.value))}
              >
                {overlaps.map(({ seconds, label }) => (
                  <option key={seconds} value={seconds}>
                    {label}
                  </option>
                ))}
              </NativeSelect.Field>
              <NativeSelect.Indicator />
            </NativeSelect.Root>
            <Field.ErrorText>{problems['overlapSeconds']}</Field.ErrorText>
          </Field.Root>
        </>
      )}
    </DialogForm>
  );
}
