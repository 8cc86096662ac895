import { Field, Input } from '@chakra-ui/react';
import { Consequence, DialogForm } from '@hosterizer/ui/DialogForm.tsx';
import { useState, type ReactNode } from 'react';
import { nameFrom } from './words.ts';

type Named = { name: string; title: string };

type Props = {
  confirm: string;
  /** Begins it; a rejection is shown in the form. */
  onSubmit: (named: Named) => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
};

/** Title and name of a new blueprint; the name follows the title until somebody types it. */
export function NamedForm({ confirm, onSubmit, onClose, children }: Props) {
  const [title, setTitle] = useState('');
  const [typed, setTyped] = useState<string>();
  const name = typed ?? nameFrom(title);
  return (
    <DialogForm
      confirm={confirm}
      fields={['name', 'title']}
      check={() => (title.trim() === '' ? { title: 'Say what it is called.' } : {})}
      onSubmit={() => onSubmit({ name: name.trim(), title: title.trim() })}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <Consequence>{children}</Consequence>
          <Field.Root required invalid={!!problems['title']}>
            <Field.Label>Title</Field.Label>
            <Input
              value={title}
              maxLength={100}
              autoFocus
              autoComplete="off"
              onChange={(event) => setTitle(event.target.value)}
            />
            <Field.HelperText>As customers see it.</Field.HelperText>
            <Field.ErrorText>{problems['title']}</Field.ErrorText>
          </Field.Root>
          <Field.Root required invalid={!!problems['name']}>
            <Field.Label>Name</Field.Label>
            <Input
              value={name}
              maxLength={63}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              onChange={(event) => setTyped(event.target.value)}
            />
            <Field.HelperText>Small letters, digits and dashes. It never changes.</Field.HelperText>
            <Field.ErrorText>{problems['name']}</Field.ErrorText>
          </Field.Root>
        </>
      )}
    </DialogForm>
  );
}
