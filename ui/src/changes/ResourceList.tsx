import { Badge, Box, Button, chakra, Flex, HStack, Stack, Text } from '@chakra-ui/react';
import { useMemo, useState, type ReactNode } from 'react';
import { FilterSearch } from '../Filters.tsx';
import type { ChangeFragment, PlannedAction } from '../generated/graphql.ts';
import { groupResources, type ActionGroup, type ModuleGroup } from './group.ts';
import { ResourceItem } from './ResourceItem.tsx';
import type { Look } from './words.ts';

export type ResourceOf = {
  address: string;
  action: PlannedAction;
  reason?: string | null;
  changes: readonly ChangeFragment[];
};

type Props = {
  label: string;
  resources: readonly ResourceOf[];
  looks: Record<PlannedAction, Look>;
  /** How many more there are that are not among these. */
  leftOut?: number;
  /** What to say when there are none. */
  empty: ReactNode;
};

/** From so many on, a search is worth its place. */
const searchFrom = 9;
/** So many at most are open from the start: what is replaced or changed is what one came for. */
const openUpTo = 12;
/** With more, only the group that hurts most is open. */
const openGroupsUpTo = 200;

/** Resources by what happens to them, then by module; each opens to its attributes. Only what is shown exists. */
export function ResourceList({ label, resources, looks, leftOut = 0, empty }: Props) {
  const [search, setSearch] = useState('');
  const needle = search.trim().toLowerCase();
  const found = useMemo(
    () => (needle ? resources.filter((resource) => isMatch(resource, needle)) : resources),
    [resources, needle],
  );
  const groups = useMemo(() => groupResources(found), [found]);
  if (resources.length === 0) {
    return (
      <Text p="4" textStyle="sm" color="fg.muted">
        {empty}
      </Text>
    );
  }
  return (
    <Stack gap="0">
      {resources.length >= searchFrom && (
        <HStack px="4" py="2.5" borderBottomWidth="1px" gap="3" wrap="wrap">
          <FilterSearch label="Search addresses and attributes" value={search} onChange={setSearch} />
          <Text textStyle="xs" color="fg.muted" role="status" fontVariantNumeric="tabular-nums">
            {needle
              ? `${found.length.toLocaleString('en')} of ${resources.length.toLocaleString('en')}`
              : `${resources.length.toLocaleString('en')} resources`}
          </Text>
        </HStack>
      )}
      {found.length === 0 && (
        <HStack p="4" gap="3" wrap="wrap">
          <Text textStyle="sm" color="fg.muted">
            No resource matches “{search.trim()}”.
          </Text>
          <Button size="xs" variant="outline" onClick={() => setSearch('')}>
            Clear the search
          </Button>
        </HStack>
      )}
      <Box aria-label={label} role="group">
        {groups.map((group, index) => (
          <Action
            // Another search begins anew: what it finds is open.
            key={`${group.action} ${needle}`}
            group={group}
            look={looks[group.action]}
            isFew={found.length <= openUpTo}
            isSearched={needle !== ''}
            isOpen={needle !== '' || resources.length <= openGroupsUpTo || index === 0}
          />
        ))}
      </Box>
      {leftOut > 0 && (
        <Text px="4" py="3" borderTopWidth="1px" textStyle="xs" color="fg.muted">
          {leftOut.toLocaleString('en')} more {leftOut === 1 ? 'resource is' : 'resources are'} not shown: a
          plan is kept for 2,000 of them. The log names them all.
        </Text>
      )}
    </Stack>
  );
}

const isMatch = ({ address, changes }: ResourceOf, needle: string) =>
  address.toLowerCase().includes(needle) || changes.some(({ path }) => path.toLowerCase().includes(needle));

type ActionProps = {
  group: ActionGroup<ResourceOf>;
  look: Look;
  isFew: boolean;
  isSearched: boolean;
  isOpen: boolean;
};

function Action({ group, look, isFew, isSearched, isOpen }: ActionProps) {
  const [open, setOpen] = useState(isOpen);
  return (
    <Box
      as="section"
      aria-label={`${look.word}, ${group.count}`}
      colorPalette={look.tone}
      css={{ '& + &': { borderTopWidth: '1px' } }}
    >
      <Disclosure open={open} onToggle={() => setOpen(!open)}>
        <Text as="span" fontFamily="mono" fontWeight="bold" color="colorPalette.fg" w="1.5ch" aria-hidden>
          {look.sign}
        </Text>
        <Text as="span" textStyle="sm" fontWeight="semibold">
          {look.word}
        </Text>
        <Badge size="sm" fontVariantNumeric="tabular-nums">
          {group.count.toLocaleString('en')}
        </Badge>
      </Disclosure>
      {open &&
        group.modules.map((module) => (
          <Module
            key={module.module}
            group={module}
            action={group.action}
            look={look}
            isFew={isFew}
            isSearched={isSearched}
            isNamed={group.modules.length > 1 || module.module !== ''}
          />
        ))}
    </Box>
  );
}

export function Disclosure({
  open,
  onToggle,
  children,
}: {
  open: boolean;
  onToggle: () => void;
  children: ReactNode;
}) {
  return (
    <chakra.button
      type="button"
      aria-expanded={open}
      display="flex"
      alignItems="center"
      gap="2"
      w="full"
      px="4"
      py="2.5"
      textAlign="start"
      cursor="pointer"
      transition="background 120ms"
      _hover={{ bg: 'bg.muted' }}
      focusVisibleRing="inside"
      onClick={onToggle}
    >
      <Flex
        as="span"
        aria-hidden
        color="fg.muted"
        fontSize="2xs"
        w="3"
        justify="center"
        transition="transform 120ms"
        {...(open && { transform: 'rotate(90deg)' })}
      >
        ▶
      </Flex>
      {children}
    </chakra.button>
  );
}

/** Resources of one module that exist at first, and with each press of the button. */
const pageSize = 50;

type ModuleProps = {
  group: ModuleGroup<ResourceOf>;
  action: PlannedAction;
  look: Look;
  isFew: boolean;
  isSearched: boolean;
  isNamed: boolean;
};

function Module({ group, action, look, isFew, isSearched, isNamed }: ModuleProps) {
  const [count, setCount] = useState(pageSize);
  const left = group.resources.length - count;
  return (
    <Box pb="2">
      {isNamed && (
        <Text ps="9" pe="4" pb="1" textStyle="xs" color="fg.muted" fontFamily="mono" overflowWrap="anywhere">
          {group.module.replace(/\.$/, '') || 'outside of modules'}
          {group.resources.length > 1 && ` (${group.resources.length.toLocaleString('en')})`}
        </Text>
      )}
      <Stack as="ul" gap="0" listStyleType="none">
        {group.resources.slice(0, count).map((resource) => (
          <ResourceItem
            key={resource.address}
            resource={resource}
            look={look}
            isOpen={isFew && (isSearched || action === 'UPDATE' || action === 'REPLACE')}
          />
        ))}
      </Stack>
      {left > 0 && (
        <Button ms="9" mt="1" size="xs" variant="outline" onClick={() => setCount(count + pageSize * 4)}>
          Show more ({left.toLocaleString('en')} left)
        </Button>
      )}
    </Box>
  );
}
