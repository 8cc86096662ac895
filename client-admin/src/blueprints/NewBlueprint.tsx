import { useMutation } from '@apollo/client/react';
import { DialogFrame } from '@hosterizer/ui/DialogFrame.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useNavigate } from 'react-router';
import { BlueprintsQuery, CloneBlueprint, CreateBlueprint } from './documents.ts';
import { NamedForm } from './NamedForm.tsx';
import { blueprintPath } from './words.ts';

type Props = { open: boolean; onClose: () => void };

/** Begins a blueprint with an empty draft. */
export function NewBlueprint({ open, onClose }: Props) {
  const [create] = useMutation(CreateBlueprint, { refetchQueries: [BlueprintsQuery] });
  const navigate = useNavigate();
  return (
    <DialogFrame open={open} title="New blueprint" onClose={onClose}>
      <NamedForm
        confirm="Begin the draft"
        onSubmit={async ({ name, title }) => {
          await create({ variables: { input: { name, title, roots: [] } } });
          say('A draft has begun', 'Nobody can order it until it is published.');
          void navigate(blueprintPath(name, 'edit'));
        }}
        onClose={onClose}
      >
        It begins as a draft: which modules build it and what customers fill in comes next.
      </NamedForm>
    </DialogFrame>
  );
}

/** Begins a blueprint with a copy of another one's version. */
export function CloneDialog({ open, from, version, onClose }: Props & { from: string; version: number }) {
  const [clone] = useMutation(CloneBlueprint, { refetchQueries: [BlueprintsQuery] });
  const navigate = useNavigate();
  return (
    <DialogFrame open={open} title={`Clone ${from}`} onClose={onClose}>
      <NamedForm
        confirm="Clone"
        onSubmit={async ({ name, title }) => {
          await clone({ variables: { input: { name, title, from, version } } });
          say('A draft has begun', `It is a copy of ${from}, version ${version}.`);
          void navigate(blueprintPath(name, 'edit'));
        }}
        onClose={onClose}
      >
        The new blueprint begins with a draft that is a copy of version {version}. What becomes of the one
        does not touch the other.
      </NamedForm>
    </DialogFrame>
  );
}
