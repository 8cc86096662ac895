import { useMutation } from '@apollo/client/react';
import { Button, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuUndo2 } from 'react-icons/lu';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import type { BrandingPartsFragment } from '../generated/graphql.ts';
import { PermissionGate } from '../PermissionGate.tsx';
import { wearAgain } from '../theme/own.ts';
import { say } from '../Toaster.tsx';
import { BrandingQuery, UpdateBranding } from './documents.ts';
import { platformLook } from './draft.ts';
import { useTarget } from './useBrandForm.tsx';

type Props = { branding: BrandingPartsFragment; name: string; onDone: (now: BrandingPartsFragment) => void };

/** Back to the look of the platform. */
export function TakeBack({ branding, name, onDone }: Props) {
  const [asking, setAsking] = useState(false);
  const target = useTarget(branding);
  const [updateBranding] = useMutation(UpdateBranding, { refetchQueries: [BrandingQuery] });
  const { color, logoUrl, logoDarkUrl, corners, productName } = branding;
  const isPlain = !color && !logoUrl && !logoDarkUrl && corners === 'MEDIUM' && productName === name;

  async function takeBack() {
    const { data } = await updateBranding({
      variables: { input: { ...target, ...platformLook, version: branding.version } },
    });
    if (!data) return;
    onDone(data.updateBranding);
    void wearAgain();
    say('The portal looks like the platform again');
  }
  if (isPlain) return null;
  return (
    <>
      <PermissionGate scope="branding:write">
        <Button size="xs" variant="outline" onClick={() => setAsking(true)}>
          <LuUndo2 /> Take back
        </Button>
      </PermissionGate>
      <ConfirmDialog
        open={asking}
        title={`Take the look of ${name} back?`}
        confirm="Take back"
        onConfirm={takeBack}
        onClose={() => setAsking(false)}
      >
        <Text>
          Name, colour, logos and corners become the platform&apos;s own again. The host name and the support
          address stay.
        </Text>
      </ConfirmDialog>
    </>
  );
}
