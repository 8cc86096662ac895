import { useMutation } from '@apollo/client/react';
import { Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import type { ApiKeyRowFragment } from '../generated/graphql.ts';
import { RelativeTime } from '../RelativeTime.tsx';
import { RowMenu } from '../RowMenu.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { say } from '../Toaster.tsx';
import { ApiKeysQuery, RevokeApiKey } from './documents.ts';
import type { Issued } from './IssuedKeyDialog.tsx';
import { RotateKeyDialog } from './RotateKeyDialog.tsx';

type Props = { apiKey: ApiKeyRowFragment; onMade: (key: Issued) => void };

export function KeyMenu({ apiKey, onMade }: Props) {
  const { id, name, lastUsedAt, lastUsedIp } = apiKey;
  const [going, setGoing] = useState<'rotate' | 'revoke' | null>(null);
  const [revoke] = useMutation(RevokeApiKey, { variables: { id }, refetchQueries: [ApiKeysQuery] });
  if (!useMay('keys:write')) return null;
  const stop = () => setGoing(null);

  async function end() {
    await revoke();
    say(`${name} is revoked`);
  }
  return (
    <>
      <RowMenu
        label={`Actions for ${name}`}
        actions={[
          { label: 'New secret…', onSelect: () => setGoing('rotate') },
          { label: 'Revoke…', onSelect: () => setGoing('revoke'), danger: true },
        ]}
      />
      <RotateKeyDialog apiKey={apiKey} open={going === 'rotate'} onMade={onMade} onClose={stop} />
      <ConfirmDialog
        open={going === 'revoke'}
        title={`Revoke ${name}?`}
        confirm="Revoke the key"
        onConfirm={end}
        onClose={stop}
      >
        <Stack gap="2">
          <Text>
            Programs that use it are refused at once, and their live connections end. This cannot be undone.
          </Text>
          <Text>
            {lastUsedAt ? (
              <>
                It was last used <RelativeTime at={lastUsedAt} />
                {lastUsedIp && ` from ${lastUsedIp}`}.
              </>
            ) : (
              'It was never used.'
            )}
          </Text>
        </Stack>
      </ConfirmDialog>
    </>
  );
}
