import { useQuery } from '@apollo/client/react';
import { Button, HStack, Skeleton, Stack, Text } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { LinkTabs } from '@hosterizer/ui/LinkTabs.tsx';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { useAddressFlag } from '@hosterizer/ui/paging';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { LuCopyPlus } from 'react-icons/lu';
import { Outlet, useOutletContext, useParams } from 'react-router';
import type { BlueprintDetailFragment } from '../generated/graphql.ts';
import { count } from '../modules/words.ts';
import { StartUpgrade } from '../upgrades/StartUpgrade.tsx';
import { BlueprintQuery } from './documents.ts';
import { CloneDialog } from './NewBlueprint.tsx';
import { blueprintPath, sitesBehind, sitesOf, versionState } from './words.ts';

/** One blueprint, and its tabs, each a page of its own. */
export function BlueprintPage() {
  const { name = '' } = useParams<'name'>();
  const result = useQuery(BlueprintQuery, { variables: { name }, fetchPolicy: 'cache-and-network' });
  return (
    <Loaded result={result} pick={(data) => data.blueprint} skeleton={<Ghost />}>
      {(blueprint) => <BlueprintView key={blueprint.name} blueprint={blueprint} />}
    </Loaded>
  );
}

/** The blueprint whose tab this is. */
export const useBlueprint = (): BlueprintDetailFragment => useOutletContext<BlueprintDetailFragment>();

function BlueprintView({ blueprint }: { blueprint: BlueprintDetailFragment }) {
  const { name, title, description, draft } = blueprint;
  return (
    <Page
      title={title}
      crumbs={[{ label: 'Blueprints', to: '/blueprints' }]}
      badge={draft && <StatusBadge state={versionState('DRAFT')} />}
      meta={
        <>
          <Standing blueprint={blueprint} />
          {description !== '' && <Text overflowWrap="anywhere">{description}</Text>}
        </>
      }
      actions={<Actions blueprint={blueprint} />}
    >
      <LinkTabs
        label="Blueprint"
        home={blueprintPath(name)}
        tabs={[
          { label: 'Versions', path: '' },
          { label: draft ? 'Draft' : 'Edit', path: 'edit' },
          { label: 'Who runs what', path: 'sites' },
          { label: 'Upgrades', path: 'upgrades' },
        ]}
      />
      <Outlet context={blueprint} />
    </Page>
  );
}

/** `website · version 3 is offered · 40 sites, 12 of them at older versions` */
function Standing({ blueprint }: { blueprint: BlueprintDetailFragment }) {
  const { name, published, versions } = blueprint;
  const behind = sitesBehind(blueprint);
  return (
    <HStack gap="1.5" wrap="wrap">
      <span>{name}</span>
      <span aria-hidden>·</span>
      <span>{published ? `version ${published.number} is offered` : 'nobody can order it'}</span>
      <span aria-hidden>·</span>
      <span>
        {count(sitesOf(versions), 'site')}
        {behind > 0 && `, ${behind} at older versions`}
      </span>
    </HStack>
  );
}

function Actions({ blueprint }: { blueprint: BlueprintDetailFragment }) {
  const { name, published } = blueprint;
  const clone = useAddressFlag('clone');
  const upgrade = useAddressFlag('upgrade');
  return (
    <>
      <CopyAsGraphql document={BlueprintQuery} variables={{ name }} />
      {published && (
        <>
          <PermissionGate scope="registry:write">
            <Button size="sm" variant="outline" onClick={clone.open}>
              <LuCopyPlus /> Clone
            </Button>
          </PermissionGate>
          <PermissionGate scope="registry:write">
            <Button size="sm" colorPalette="brand" onClick={upgrade.open}>
              Upgrade sites
            </Button>
          </PermissionGate>
          <CloneDialog open={clone.isOpen} from={name} version={published.number} onClose={clone.close} />
          <StartUpgrade open={upgrade.isOpen} blueprint={blueprint} onClose={upgrade.close} />
        </>
      )}
    </>
  );
}

const Ghost = () => (
  <Stack gap="5" maxW="1440px" mx="auto" w="full" aria-busy="true" aria-label="Loading">
    <Stack gap="3">
      <Skeleton h="4" w="120px" />
      <Skeleton h="8" w="220px" />
      <Skeleton h="4" w="320px" maxW="full" />
    </Stack>
    <Skeleton h="9" />
    <Skeleton h="320px" />
  </Stack>
);
