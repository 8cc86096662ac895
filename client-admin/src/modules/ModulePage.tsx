import { useMutation, useQuery } from '@apollo/client/react';
import { Alert, Button, Flex, Skeleton, Stack, Text } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { NotFound } from '@hosterizer/ui/ErrorPage.tsx';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { ReasonDialog } from '@hosterizer/ui/ReasonDialog.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { ModuleQuery as Answer, ModuleVersionDetailFragment } from '../generated/graphql.ts';
import { DeprecateModule, ModuleQuery } from './documents.ts';
import { Inputs, Outputs } from './Interface.tsx';
import { RegisterButton } from './ModulesPage.tsx';
import { BuiltFrom, Details, UsedBy, Versions } from './VersionPanels.tsx';
import { deprecated } from './words.ts';

/** One module: what it takes and gives, its versions, and who is built by it. */
export function ModulePage() {
  const name = useParams()['*'] ?? '';
  const result = useQuery(ModuleQuery, { variables: { name }, fetchPolicy: 'cache-and-network' });
  return (
    <Loaded result={result} pick={(data) => data.module} skeleton={<Ghost />}>
      {(module) => <ModuleView module={module} />}
    </Loaded>
  );
}

function ModuleView({ module: { name, newest, versions } }: { module: Answer['module'] }) {
  const [params] = useSearchParams();
  const wanted = params.get('version');
  const shown = versions.find(({ id, version }) => (wanted === null ? id === newest.id : version === wanted));
  if (!shown) return <NotFound />;
  return (
    <Page
      title={name}
      crumbs={[{ label: 'Modules', to: '/modules' }]}
      badge={shown.deprecatedAt != null && <StatusBadge state={deprecated} />}
      meta={shown.description || 'Its main.tf does not say what it is.'}
      actions={
        <>
          <CopyAsGraphql document={ModuleQuery} variables={{ name }} />
          <Deprecate version={shown} />
          <RegisterButton name={name} />
        </>
      }
    >
      {shown.deprecationReason != null && (
        <Alert.Root status="warning" borderWidth="1px" rounded="lg" size="sm">
          <Alert.Indicator />
          <Alert.Content>
            <Alert.Title>Version {shown.version} should not be chosen any more.</Alert.Title>
            <Alert.Description overflowWrap="anywhere">{shown.deprecationReason}</Alert.Description>
          </Alert.Content>
        </Alert.Root>
      )}
      <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
        <Stack gap="4" flex="1" minW="0" w="full">
          <Inputs inputs={shown.inputs} />
          <Outputs outputs={shown.outputs} />
          <BuiltFrom version={shown} />
        </Stack>
        <Stack gap="4" w={{ base: 'full', xl: '336px' }} flexShrink={0}>
          <Details version={shown} />
          <Versions versions={versions} shown={shown} />
          <UsedBy version={shown} />
        </Stack>
      </Flex>
    </Page>
  );
}

function Deprecate({
  version: { id, name, version, deprecatedAt },
}: {
  version: ModuleVersionDetailFragment;
}) {
  const [open, setOpen] = useState(false);
  const [deprecateModule] = useMutation(DeprecateModule, {
    refetchQueries: [ModuleQuery],
    awaitRefetchQueries: true,
  });
  if (deprecatedAt != null) return null;
  return (
    <>
      <PermissionGate scope="registry:write">
        <Button size="sm" variant="outline" onClick={() => setOpen(true)}>
          Deprecate {version}
        </Button>
      </PermissionGate>
      <ReasonDialog
        key={id}
        open={open}
        title={`Deprecate version ${version}?`}
        confirm="Deprecate it"
        isGrave={false}
        hint="Whoever writes a blueprint reads this."
        onConfirm={async (reason) => {
          await deprecateModule({ variables: { input: { name, version, reason } } });
          say(`Version ${version} is deprecated`);
        }}
        onClose={() => setOpen(false)}
      >
        <Text>
          Version {version} of {name} should not be chosen any more. Blueprints and sites that are made of it
          stay as they are.
        </Text>
      </ReasonDialog>
    </>
  );
}

const Ghost = () => (
  <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
    <Stack gap="3">
      <Skeleton h="4" w="120px" />
      <Skeleton h="8" w="320px" maxW="full" />
      <Skeleton h="4" w="420px" maxW="full" />
    </Stack>
    <Flex gap="4" direction={{ base: 'column', xl: 'row' }}>
      <Skeleton h="420px" flex="1" />
      <Skeleton h="320px" w={{ base: 'full', xl: '336px' }} />
    </Flex>
  </Stack>
);
