import { useMutation } from '@apollo/client/react';
import { Alert, Box, Button, Flex, HStack, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuRefreshCw } from 'react-icons/lu';
import { CopyField } from '../CopyField.tsx';
import { Facts } from '../Facts.tsx';
import { FormFailure } from '../FormFailure.tsx';
import { readFailure, type Failure } from '../failure.ts';
import type { BrandingPartsFragment } from '../generated/graphql.ts';
import { PermissionGate } from '../PermissionGate.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { say } from '../Toaster.tsx';
import { BrandingQuery, VerifyCustomDomain } from './documents.ts';
import { useTarget } from './useBrandForm.tsx';

type Props = {
  branding: BrandingPartsFragment;
  domain: NonNullable<BrandingPartsFragment['customDomain']>;
};

/** The record that proves whose a host name is, and what the last look for it found. */
export function DomainProof({ branding, domain }: Props) {
  const target = useTarget(branding);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [verify, { loading, client }] = useMutation(VerifyCustomDomain, {
    variables: target,
    refetchQueries: [BrandingQuery],
  });

  async function look() {
    setFailure(null);
    try {
      await verify();
      say(`${domain.host} is yours`, 'The portal answers there from now on.');
    } catch (error) {
      const found = readFailure(error);
      // What was found instead is kept with the host name, and so is there after the next load as well.
      if (found.code === 'CONFLICT') await client.refetchQueries({ include: [BrandingQuery] });
      else setFailure(found);
    }
  }
  return (
    <Stack gap="4" maxW="720px">
      <Text textStyle="sm" color="fg.muted">
        Add this record where the name&apos;s DNS is kept, and let the name itself lead here. Then check: new
        records may take a few minutes to be seen.
      </Text>
      <Box borderWidth="1px" rounded="l3" px="3" py="2.5">
        <Facts
          facts={[
            ['Type', 'TXT'],
            [
              'Name',
              <Flex key="name" justify="flex-end">
                <CopyField value={domain.recordName} label="record name" />
              </Flex>,
            ],
            [
              'Value',
              <Flex key="value" justify="flex-end">
                <CopyField value={domain.recordValue} label="record value" />
              </Flex>,
            ],
          ]}
        />
      </Box>
      {domain.problem && (
        <Alert.Root status="warning" size="sm" alignItems="flex-start" aria-live="polite">
          <Alert.Indicator mt="0.5" />
          <Alert.Content>
            <Alert.Title overflowWrap="anywhere">{domain.problem}</Alert.Title>
            {domain.checkedAt && (
              <Alert.Description>
                Looked <RelativeTime at={domain.checkedAt} />
              </Alert.Description>
            )}
          </Alert.Content>
        </Alert.Root>
      )}
      <FormFailure failure={failure} />
      <HStack gap="3">
        <PermissionGate scope="branding:write">
          <Button size="sm" variant="outline" loading={loading} onClick={() => void look()}>
            <LuRefreshCw /> Check now
          </Button>
        </PermissionGate>
      </HStack>
    </Stack>
  );
}
