import { Dialog, Stack } from '@chakra-ui/react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { DialogButtons } from './DialogFrame.tsx';
import { sortFailure, type Problems } from './fields.ts';
import { FormFailure } from './FormFailure.tsx';
import type { Failure } from './failure.ts';

type Props = {
  confirm: string;
  dismiss?: string;
  danger?: boolean;
  /** The inputs whose refusals are shown at their fields. */
  fields: readonly string[];
  /** What is wrong before anything is sent, by field. */
  check?: () => Problems;
  disabled?: boolean;
  /** Sends it; a rejection is shown in the form. */
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  children: (problems: Problems) => ReactNode;
};

/** Body and buttons of a dialog that sends something. */
export function DialogForm(props: Props) {
  const { fields, check, onSubmit, children, ...buttons } = props;
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(null);
    const found = check?.() ?? {};
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await onSubmit();
    } catch (refusal) {
      const sorted = sortFailure(refusal, fields);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
    setBusy(false);
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate style={{ display: 'contents' }}>
      <Dialog.Body>
        <Stack gap="4">
          <FormFailure failure={failure} />
          {children(problems)}
        </Stack>
      </Dialog.Body>
      <DialogButtons {...buttons} busy={busy} />
    </form>
  );
}

/** What will happen, in the quiet voice in which dialogs say it. */
export const Consequence = ({ children }: { children: ReactNode }) => (
  <Dialog.Description as="div" color="fg.muted" textStyle="sm">
    {children}
  </Dialog.Description>
);
