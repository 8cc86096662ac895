import { useQuery } from '@apollo/client/react';
import { Box, Link as ChakraLink, Skeleton, Table, Text } from '@chakra-ui/react';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { Loaded } from '@hosterizer/ui/Loaded.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { LuGlobe } from 'react-icons/lu';
import { Link } from 'react-router';
import { useBlueprint } from './BlueprintPage.tsx';
import { RunsQuery } from './documents.ts';
import { tableOf, type Runs, type RunVersion } from './runs.ts';
import { versionState } from './words.ts';

/** Which customer has how many sites of which version. */
export function RunsTab() {
  const { name } = useBlueprint();
  const result = useQuery(RunsQuery, { variables: { name }, fetchPolicy: 'cache-and-network' });
  return (
    <Loaded
      result={result}
      pick={(data) => data.blueprint}
      skeleton={<Skeleton h="320px" aria-busy="true" aria-label="Loading" />}
    >
      {(blueprint) => <Runs runs={tableOf(blueprint.versions)} />}
    </Loaded>
  );
}

const idOf = (version: RunVersion) => encodeURIComponent(version.id);

function Runs({ runs: { versions, customers, isCut } }: { runs: Runs }) {
  if (versions.length === 0) {
    return (
      <Panel>
        <EmptyState icon={<LuGlobe />} title="No site is made of it">
          Customers order sites in their portal; each is made of the newest version that is published.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel overflow="hidden">
      <Box overflowX="auto" tabIndex={0} role="region" aria-label="Who runs what">
        <Table.Root size="sm" bg="transparent" aria-label="Who runs what">
          <Table.Header>
            <Table.Row bg="transparent">
              <Heading>Customer</Heading>
              {versions.map((version) => (
                <Heading key={version.id} isNumber>
                  Version {version.number}{' '}
                  {version.status === 'DEPRECATED' && (
                    <StatusBadge state={versionState(version.status)} size="sm" />
                  )}
                </Heading>
              ))}
              <Heading isNumber>All</Heading>
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {customers.map(({ id, name, sites, all }) => (
              <Table.Row key={id} bg="transparent">
                <Table.Cell px="4" minW="140px" maxW="320px">
                  <To to={`/customers/${id}`}>{name}</To>
                </Table.Cell>
                {versions.map((version) => (
                  <Count
                    key={version.id}
                    number={sites.get(version.id) ?? 0}
                    to={`/customers/${id}/sites?version=${idOf(version)}`}
                    label={`sites of ${name} at version ${version.number}`}
                  />
                ))}
                <Count number={all} />
              </Table.Row>
            ))}
          </Table.Body>
          <Table.Footer>
            <Table.Row bg="bg.subtle">
              <Table.Cell px="4" fontWeight="medium">
                All customers
              </Table.Cell>
              {versions.map((version) => (
                <Count
                  key={version.id}
                  number={version.siteCount}
                  to={`/sites?version=${idOf(version)}`}
                  label={`sites at version ${version.number}`}
                />
              ))}
              <Count number={versions.reduce((sum, { siteCount }) => sum + siteCount, 0)} />
            </Table.Row>
          </Table.Footer>
        </Table.Root>
      </Box>
      {isCut && (
        <Text px="4" py="2.5" borderTopWidth="1px" textStyle="xs" color="fg.muted">
          Of each version the 100 customers with the most sites are shown; the last row counts all.
        </Text>
      )}
    </Panel>
  );
}

const Heading = ({ isNumber, children }: { isNumber?: boolean; children: React.ReactNode }) => (
  <Table.ColumnHeader
    px="4"
    color="fg.muted"
    textStyle="xs"
    fontWeight="medium"
    whiteSpace="nowrap"
    textAlign={isNumber ? 'end' : 'start'}
  >
    {children}
  </Table.ColumnHeader>
);

const To = ({ to, children, label }: { to: string; children: React.ReactNode; label?: string }) => (
  <ChakraLink asChild color="brand.fg" overflowWrap="anywhere">
    <Link to={to} aria-label={label}>
      {children}
    </Link>
  </ChakraLink>
);

function Count({ number, to, label }: { number: number; to?: string; label?: string }) {
  return (
    <Table.Cell px="4" textAlign="end" fontVariantNumeric="tabular-nums">
      {number > 0 && to ? (
        <To to={to} label={`${number} ${label}`}>
          {number}
        </To>
      ) : (
        <Text as="span" {...(number === 0 && { color: 'fg.muted' })}>
          {number}
        </Text>
      )}
    </Table.Cell>
  );
}
