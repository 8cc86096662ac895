import { useQuery } from '@apollo/client/react';
import { Box, Button, chakra, HStack, Input } from '@chakra-ui/react';
import { LuX } from 'react-icons/lu';
import { FilterRow, FilterSearch, FilterSelect } from '../Filters.tsx';
import type { AuditRowFragment } from '../generated/graphql.ts';
import { nameOf } from '../members/names.ts';
import { useMay, useViewer } from '../session/SessionContext.tsx';
import { AuditPeopleQuery } from './documents.ts';
import type { Filters } from './filter.ts';
import { commonOperations, sayOperation } from './words.ts';

type Props = {
  filters: Filters;
  rows: readonly AuditRowFragment[];
  isFiltered: boolean;
  change: (changes: Filters) => void;
  clear: () => void;
};

/** What is looked for; each filter that is set is a chip, and all of them stand in the address. */
export function AuditFilters({ filters, rows, isFiltered, change, clear }: Props) {
  const operations = new Set<string>(commonOperations);
  for (const { operation } of rows) operations.add(operation);
  if (filters.operation) operations.add(filters.operation);
  const customers = new Map(rows.flatMap(({ customer }) => (customer ? [[customer.id, customer.name]] : [])));
  return (
    // A long name among the choices must not make the field as long.
    <Box css={{ '& select': { maxW: '160px', textOverflow: 'ellipsis' } }}>
      <FilterRow>
        <FilterSearch
          label="Search operation or object"
          value={filters.search}
          onChange={(search) => change({ search })}
        />
        <FilterSelect
          label="Operation"
          value={filters.operation}
          choices={[...operations].sort().map((value) => ({ value, label: sayOperation(value) }))}
          onChange={(operation) => change({ operation })}
        />
        <FilterSelect
          label="Person"
          value={filters.actor}
          choices={usePeople(rows, filters.actor)}
          onChange={(actor) => change({ actor })}
        />
        <DayFilter label="From" value={filters.from} onChange={(from) => change({ from })} />
        <DayFilter label="Until" value={filters.to} onChange={(to) => change({ to })} />
        {filters.object && (
          <Chip label="Object" text={filters.object.slice(0, 13)} onRemove={() => change({ object: '' })} />
        )}
        {filters.customer && (
          <Chip
            label="Customer"
            text={customers.get(filters.customer) ?? filters.customer.slice(0, 13)}
            onRemove={() => change({ customer: '' })}
          />
        )}
        {isFiltered && (
          <Button size="xs" variant="ghost" color="fg.muted" onClick={clear}>
            Clear
          </Button>
        )}
      </FilterRow>
    </Box>
  );
}

/** Members, and whoever else is in the list. */
function usePeople(rows: readonly AuditRowFragment[], chosen: string | undefined) {
  const may = useMay('users:read');
  const inCustomer = useViewer().customer !== null;
  const { data } = useQuery(AuditPeopleQuery, { skip: !may || !inCustomer });
  const people = new Map<string, string>();
  for (const { node } of data?.members.edges ?? []) people.set(node.user.id, nameOf(node.user));
  for (const { actor } of rows)
    people.set(actor.id, actor.name ?? people.get(actor.id) ?? 'somebody who left');
  if (chosen && !people.has(chosen)) people.set(chosen, chosen.slice(0, 13));
  return [...people]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

type ChipProps = { label: string; text: string; onRemove: () => void };

const Chip = ({ label, text, onRemove }: ChipProps) => (
  <Button
    size="xs"
    variant="subtle"
    colorPalette="brand"
    rounded="full"
    aria-label={`Remove filter ${label}: ${text}`}
    onClick={onRemove}
  >
    {label}: {text} <LuX />
  </Button>
);

type DayProps = { label: string; value: string | undefined; onChange: (day: string) => void };

function DayFilter({ label, value, onChange }: DayProps) {
  if (value) return <Chip label={label} text={value} onRemove={() => onChange('')} />;
  return (
    <chakra.label>
      <HStack gap="1.5" textStyle="xs" color="fg.muted">
        {label}
        <Input
          size="xs"
          type="date"
          w="128px"
          rounded="full"
          onChange={({ target }) => target.value && onChange(target.value)}
        />
      </HStack>
    </chakra.label>
  );
}
