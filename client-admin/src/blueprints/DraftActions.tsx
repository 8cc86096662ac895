import { useMutation } from '@apollo/client/react';
import { Button, HStack, Text } from '@chakra-ui/react';
import { ConfirmDialog } from '@hosterizer/ui/ConfirmDialog.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { ReasonDialog } from '@hosterizer/ui/ReasonDialog.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState } from 'react';
import { count } from '../modules/words.ts';
import { BlueprintQuery, DiscardBlueprintDraft, PublishBlueprint } from './documents.ts';
import { blueprintPath } from './words.ts';

type Props = {
  name: string;
  /** The id of the form that is saved. */
  form: string;
  number: number;
  isDraft: boolean;
  changed: boolean;
  problems: number;
  saving: boolean;
  /** There is no draft any more: on to that page, whatever is typed. */
  onLeave: (path: string) => void;
};

/** Saves the draft, offers it, or takes it back. */
export function DraftActions(props: Props) {
  const { form, isDraft, changed, problems, saving } = props;
  const may = useMay('registry:write');
  const [asked, setAsked] = useState<'publish' | 'discard'>();
  const close = () => setAsked(undefined);
  const notYet = changed
    ? 'Save the draft first.'
    : problems > 0
      ? 'It has problems: mend them, and save it.'
      : null;
  return (
    <HStack gap="3" wrap="wrap">
      <PermissionGate scope="registry:write">
        <Button
          type="submit"
          form={form}
          size="sm"
          {...(changed ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
          disabled={may && !changed}
          loading={saving}
        >
          Save draft
        </Button>
      </PermissionGate>
      {isDraft && (
        <>
          <PermissionGate scope="registry:write" refused={notYet}>
            <Button
              size="sm"
              {...(notYet ? { variant: 'outline' as const } : { colorPalette: 'brand' })}
              onClick={() => setAsked('publish')}
            >
              Publish
            </Button>
          </PermissionGate>
          <PermissionGate scope="registry:write">
            <Button size="sm" variant="ghost" colorPalette="gray" onClick={() => setAsked('discard')}>
              Discard draft
            </Button>
          </PermissionGate>
        </>
      )}
      <Text textStyle="xs" color="fg.muted">
        {!may ? 'Your role may only look.' : sayStanding(props)}
      </Text>
      <Publish {...props} open={asked === 'publish'} onClose={close} />
      <Discard {...props} open={asked === 'discard'} onClose={close} />
    </HStack>
  );
}

function sayStanding({ isDraft, changed, number, problems }: Props): string {
  if (changed) return 'Not saved yet';
  if (!isDraft) return `As version ${number} is; the first change begins a draft.`;
  return problems === 0 ? 'Saved, and ready to be published' : `Saved, with ${count(problems, 'problem')}`;
}

type DialogProps = Props & { open: boolean; onClose: () => void };

function Publish({ name, number, open, onLeave, onClose }: DialogProps) {
  const [publish] = useMutation(PublishBlueprint, {
    variables: { name },
    refetchQueries: [BlueprintQuery],
    awaitRefetchQueries: true,
  });
  return (
    <ReasonDialog
      open={open}
      title={`Publish version ${number} of ${name}?`}
      confirm="Publish"
      isGrave={false}
      onConfirm={async () => {
        await publish();
        say(`Version ${number} is offered`, 'Sites that stand stay at the version that they have.');
        onLeave(blueprintPath(name));
      }}
      onClose={onClose}
    >
      New sites are made of it from now on, and it never changes again. Sites that stand stay at the version
      that they have until they are upgraded.
    </ReasonDialog>
  );
}

function Discard({ name, number, open, onLeave, onClose }: DialogProps) {
  // Of a blueprint that was never published nothing is left to be asked for.
  const isOnly = number === 1;
  const [discard] = useMutation(DiscardBlueprintDraft, {
    variables: { name },
    refetchQueries: isOnly ? [] : [BlueprintQuery],
    awaitRefetchQueries: true,
  });
  return (
    <ConfirmDialog
      open={open}
      title={`Discard the draft of ${name}?`}
      confirm="Discard"
      onConfirm={async () => {
        await discard();
        say('The draft is discarded');
        onLeave(isOnly ? '/blueprints' : blueprintPath(name));
      }}
      onClose={onClose}
    >
      <Text>
        {isOnly
          ? 'It was never published, so the blueprint is gone then.'
          : 'What is written in it is lost. What is published stays as it is.'}
      </Text>
    </ConfirmDialog>
  );
}
