import { useMutation } from '@apollo/client/react';
import { Field, Input } from '@chakra-ui/react';
import { useState } from 'react';
import { Choices } from '../Choices.tsx';
import { Consequence, DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import type { Problems } from '../fields.ts';
import type {
  StateBackendKind,
  StateMovePartsFragment,
  StatePlacePartsFragment,
} from '../generated/graphql.ts';
import { say } from '../Toaster.tsx';
import { SetStateBackend } from './documents.ts';
import { MoveProgress } from './MoveProgress.tsx';
import { inputOf, kindsInOrder, placeKinds, type PlaceField } from './places.ts';

type Props = {
  siteId: string;
  place: StatePlacePartsFragment;
  move: StateMovePartsFragment | null;
  onClose: () => void;
};

/** Asks where the state is to lie, and stays until it is there. */
export function MoveDialog({ open, ...props }: Props & { open: boolean }) {
  return (
    <DialogFrame open={open} title="Move the state" onClose={props.onClose}>
      <Form {...props} />
    </DialogFrame>
  );
}

const choices = kindsInOrder.map((value) => ({ value, ...placeKinds[value] }));

function Form({ siteId, place, move, onClose }: Props) {
  const [kind, setKind] = useState<StateBackendKind>(place.kind === 'PLATFORM' ? 'S3' : 'PLATFORM');
  const [given, setGiven] = useState<Partial<Record<PlaceField, string>>>({});
  const [set, { loading }] = useMutation(SetStateBackend);
  const { name, fields } = placeKinds[kind];

  async function send() {
    await set({ variables: { input: inputOf(siteId, kind, given) } });
    say('The state has moved', `It lies at ${name} now, with all of its versions.`);
    onClose();
  }
  const check = (): Problems =>
    Object.fromEntries(
      fields.flatMap((field) =>
        field.isOptional || given[field.name]?.trim() ? [] : [[field.name, 'Is required.']],
      ),
    );
  return (
    <DialogForm
      confirm="Try the place and move"
      fields={fields.map((field) => field.name)}
      check={check}
      onSubmit={send}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <Consequence>
            The place is tried first. Then every version is copied, compared, and only then used. Wherever it
            lies, the state is encrypted by the platform.
          </Consequence>
          <Choices legend="To" value={kind} choices={choices} disabled={loading} onChange={setKind} />
          {fields.map((field) => (
            <Field.Root
              key={field.name}
              required={!field.isOptional}
              invalid={!!problems[field.name]}
              disabled={loading}
            >
              <Field.Label>{field.label}</Field.Label>
              <Input
                name={field.name}
                value={given[field.name] ?? ''}
                fontFamily="mono"
                spellCheck={false}
                autoCapitalize="none"
                autoComplete="off"
                onChange={({ target }) => setGiven((before) => ({ ...before, [field.name]: target.value }))}
              />
              {field.hint && <Field.HelperText>{field.hint}</Field.HelperText>}
              <Field.ErrorText>{problems[field.name]}</Field.ErrorText>
            </Field.Root>
          ))}
          {move && <MoveProgress move={move} />}
        </>
      )}
    </DialogForm>
  );
}
