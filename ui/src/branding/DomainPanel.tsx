import { useMutation } from '@apollo/client/react';
import { Box, Button, Field, Flex, HStack, Input, Link, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { LuExternalLink, LuTrash2 } from 'react-icons/lu';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { sortFailure, type Problems } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import type { Failure } from '../failure.ts';
import type { BrandingPartsFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { useMay } from '../session/SessionContext.tsx';
import type { State } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { say } from '../Toaster.tsx';
import { BrandingQuery, RemoveCustomDomain, SetCustomDomain } from './documents.ts';
import { DomainProof } from './DomainProof.tsx';
import { useTarget } from './useBrandForm.tsx';

type Domain = NonNullable<BrandingPartsFragment['customDomain']>;

const states: Record<Domain['status'], State> = {
  PENDING: { label: 'Waits for its record', tone: 'yellow', mark: 'dashed' },
  VERIFIED: { label: 'Verified', tone: 'green' },
};

/** The host name under which the portal is the customer's own. */
export function DomainPanel({ branding }: { branding: BrandingPartsFragment }) {
  const domain = branding.customDomain;
  return (
    <Panel title="Host name" aside={domain && <StatusBadge state={states[domain.status]} size="sm" />}>
      <Box borderTopWidth="1px" p="4">
        {domain ? <Named branding={branding} domain={domain} /> : <Unnamed branding={branding} />}
      </Box>
    </Panel>
  );
}

function Unnamed({ branding }: { branding: BrandingPartsFragment }) {
  const may = useMay('branding:write');
  const target = useTarget(branding);
  const [host, setHost] = useState('');
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [setCustomDomain, { loading }] = useMutation(SetCustomDomain, { refetchQueries: [BrandingQuery] });

  async function ask(event: FormEvent) {
    event.preventDefault();
    setProblems({});
    setFailure(null);
    try {
      await setCustomDomain({ variables: { input: { ...target, host: host.trim().toLowerCase() } } });
    } catch (error) {
      const sorted = sortFailure(error, ['host']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }
  return (
    <form aria-label="Host name" noValidate onSubmit={(event) => void ask(event)}>
      <Stack gap="4" maxW="560px">
        <Text textStyle="sm" color="fg.muted">
          Under a host name of your own, the portal wears this look before anybody has signed in. A record in
          the name&apos;s DNS proves that it is yours.
        </Text>
        <FormFailure failure={failure} />
        <Field.Root required invalid={!!problems['host']} disabled={!may}>
          <Field.Label>Host name</Field.Label>
          <Input
            value={host}
            maxLength={253}
            placeholder="portal.example.com"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setHost(event.target.value)}
          />
          <Field.ErrorText>{problems['host']}</Field.ErrorText>
        </Field.Root>
        <PermissionGate scope="branding:write">
          <Button type="submit" size="sm" variant="outline" alignSelf="flex-start" loading={loading}>
            Use this host name
          </Button>
        </PermissionGate>
      </Stack>
    </form>
  );
}

function Named({ branding, domain }: { branding: BrandingPartsFragment; domain: Domain }) {
  const [asking, setAsking] = useState(false);
  const target = useTarget(branding);
  const [removeCustomDomain] = useMutation(RemoveCustomDomain, {
    variables: target,
    refetchQueries: [BrandingQuery],
  });
  const isVerified = domain.status === 'VERIFIED';
  async function remove() {
    await removeCustomDomain();
    say(`${domain.host} is given back`);
  }
  return (
    <Stack gap="4">
      <Flex justify="space-between" align="center" gap="3" wrap="wrap">
        <HStack gap="3" wrap="wrap" minW="0">
          {isVerified ? (
            <Link
              href={`//${domain.host}${portOf(location)}/`}
              target="_blank"
              rel="noreferrer"
              fontWeight="medium"
              overflowWrap="anywhere"
            >
              {domain.host} <LuExternalLink aria-hidden />
            </Link>
          ) : (
            <Text fontWeight="medium" overflowWrap="anywhere">
              {domain.host}
            </Text>
          )}
          {domain.verifiedAt && (
            <Text textStyle="xs" color="fg.muted">
              since <RelativeTime at={domain.verifiedAt} />
            </Text>
          )}
        </HStack>
        <PermissionGate scope="branding:write">
          <Button size="xs" variant="outline" colorPalette="red" onClick={() => setAsking(true)}>
            <LuTrash2 /> Give it back
          </Button>
        </PermissionGate>
      </Flex>
      {!isVerified && <DomainProof branding={branding} domain={domain} />}
      <ConfirmDialog
        open={asking}
        title={`Give ${domain.host} back?`}
        confirm="Give it back"
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        <Text>
          {isVerified
            ? 'The portal no longer answers there, and whoever is signed in there is sent away. It stays where it is under the platform’s own address.'
            : 'The record that proves it is no longer looked for.'}
        </Text>
      </ConfirmDialog>
    </Stack>
  );
}

/** A platform on a port of its own has it under every host name. */
const portOf = ({ port }: Location) => (port ? `:${port}` : '');
