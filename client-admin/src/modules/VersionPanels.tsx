import { Box, Code, Flex, HStack, Link as ChakraLink, Stack, Text } from '@chakra-ui/react';
import { CopyField } from '@hosterizer/ui/CopyField.tsx';
import { Facts } from '@hosterizer/ui/Facts.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { blueprintPath, versionState } from '../blueprints/words.ts';
import type { ModuleVersionDetailFragment } from '../generated/graphql.ts';
import { deprecated, modulePath, sourceNames } from './words.ts';

type Version = ModuleVersionDetailFragment;

const Body = ({ children }: { children: ReactNode }) => (
  <Box borderTopWidth="1px" px="4" py="3">
    {children}
  </Box>
);

const Muted = ({ children }: { children: ReactNode }) => (
  <Text textStyle="sm" color="fg.muted">
    {children}
  </Text>
);

const To = ({ to, children }: { to: string; children: ReactNode }) => (
  <ChakraLink asChild color="brand.fg" overflowWrap="anywhere">
    <Link to={to}>{children}</Link>
  </ChakraLink>
);

const List = ({ label, children }: { label: string; children: ReactNode }) => (
  <Stack as="ul" listStyleType="none" gap="2" textStyle="sm" aria-label={label}>
    {children}
  </Stack>
);

/** Where the version comes from, and what it may do. */
export function Details({ version }: { version: Version }) {
  const { source, gitUrl, gitTag, gitPath, createdAt, digest, runsCommands } = version;
  return (
    <Panel title="Details">
      <Body>
        <Facts
          facts={[
            ['Version', version.version],
            ['From', sourceNames[source]],
            ...(gitUrl != null ? ([['Repository', gitUrl]] as const) : []),
            ...(gitTag != null ? ([['Tag', gitTag]] as const) : []),
            ...(gitPath ? ([['Folder', gitPath]] as const) : []),
            ['Registered', <RelativeTime key="registered" at={createdAt} />],
            ['Runs commands', runsCommands ? 'yes, it was given leave' : 'no'],
            [
              'Digest',
              <Flex key="digest" justify="flex-end">
                <CopyField value={digest} label="digest" />
              </Flex>,
            ],
          ]}
        />
      </Body>
    </Panel>
  );
}

export function Versions({ versions, shown }: { versions: readonly Version[]; shown: Version }) {
  return (
    <Panel title={`Versions: ${versions.length}`}>
      <Body>
        <List label="Versions">
          {versions.map(({ id, name, version, createdAt, deprecatedAt }) => (
            <HStack as="li" key={id} justify="space-between" gap="3" align="baseline">
              <HStack gap="2" minW="0" wrap="wrap">
                {id === shown.id ? (
                  <Text as="span" fontWeight="medium" aria-current="true" overflowWrap="anywhere">
                    {version}
                  </Text>
                ) : (
                  <To to={modulePath(name, version)}>{version}</To>
                )}
                {deprecatedAt != null && <StatusBadge state={deprecated} size="sm" />}
              </HStack>
              <Text as="span" textStyle="xs" color="fg.muted" whiteSpace="nowrap">
                <RelativeTime at={createdAt} />
              </Text>
            </HStack>
          ))}
        </List>
      </Body>
    </Panel>
  );
}

export function UsedBy({ version: { usedBy } }: { version: Version }) {
  return (
    <Panel title="Used by">
      <Body>
        {usedBy.length === 0 ? (
          <Muted>No blueprint is built by this version.</Muted>
        ) : (
          <List label="Used by">
            {usedBy.map((blueprint) => (
              <HStack as="li" key={blueprint.id} justify="space-between" gap="3">
                <To to={blueprintPath(blueprint.name)}>
                  {blueprint.title}, version {blueprint.number}
                </To>
                <StatusBadge state={versionState(blueprint.status)} size="sm" />
              </HStack>
            ))}
          </List>
        )}
      </Body>
    </Panel>
  );
}

/** Providers, resources, and the modules that it names. */
export function BuiltFrom({ version: { providers, resources, uses } }: { version: Version }) {
  return (
    <Panel title="Built from">
      <Body>
        <Flex gap="6" wrap="wrap">
          <Part title="Modules" none="It names no other module.">
            {uses.map((name) => (
              <li key={name}>
                <To to={modulePath(name)}>{name}</To>
              </li>
            ))}
          </Part>
          <Part title="Providers" none="It asks for no provider.">
            {providers.map(({ name, source, version }) => (
              <li key={name}>
                {source}{' '}
                <Text as="span" color="fg.muted">
                  {version ?? 'in any version'}
                </Text>
              </li>
            ))}
          </Part>
          <Part title="Resources" none="It makes nothing itself.">
            {resources.map((type) => (
              <li key={type}>
                <Code size="sm" variant="plain" px="0" color="fg" overflowWrap="anywhere">
                  {type}
                </Code>
              </li>
            ))}
          </Part>
        </Flex>
      </Body>
    </Panel>
  );
}

function Part({ title, none, children }: { title: string; none: string; children: ReactNode[] }) {
  return (
    <Stack gap="2" flex="1 1 220px" minW="0">
      <Text as="h3" textStyle="xs" fontWeight="medium" color="fg.muted">
        {title}
      </Text>
      {children.length === 0 ? <Muted>{none}</Muted> : <List label={title}>{children}</List>}
    </Stack>
  );
}
