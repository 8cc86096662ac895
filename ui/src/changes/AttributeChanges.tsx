import { Badge, Box, Button, chakra, Flex, Stack } from '@chakra-ui/react';
import { useMemo, useState, type ReactNode } from 'react';
import { LuArrowRight } from 'react-icons/lu';
import type { ChangeFragment } from '../generated/graphql.ts';
import { Breakable } from './Breakable.tsx';
import { sayValue } from './words.ts';

/** Values this long at most stand side by side. */
const shortEnough = 36;
const shownAtFirst = 40;

type Props = {
  changes: readonly ChangeFragment[];
  label: string;
  /** All of it goes, so that nothing is said of what each value becomes. */
  isGone?: boolean;
};

/** Attribute by attribute, what was and what will be. */
export function AttributeChanges({ changes, label, isGone = false }: Props) {
  const [all, setAll] = useState(false);
  const telling = useMemo(() => changes.toSorted((a, b) => rank(a) - rank(b)), [changes]);
  const shown = all ? telling : telling.slice(0, shownAtFirst);
  return (
    <Stack gap="0" fontFamily="mono" textStyle="xs" minW="0">
      <Stack as="ul" gap="1.5" listStyleType="none" aria-label={label}>
        {shown.map((change) => (
          <Attribute key={change.path} change={change} isGone={isGone} />
        ))}
      </Stack>
      {shown.length < changes.length && (
        <Button
          mt="2"
          alignSelf="flex-start"
          size="2xs"
          variant="outline"
          fontFamily="body"
          onClick={() => setAll(true)}
        >
          Show all {changes.length} attributes
        </Button>
      )}
    </Stack>
  );
}

/** What forces a replacement comes first, and what is only not known yet comes last. */
const rank = ({ replaces, unknown }: ChangeFragment): number => (replaces ? 0 : unknown ? 2 : 1);

function Attribute({ change, isGone }: { change: ChangeFragment; isGone: boolean }) {
  const before = change.sensitive ? null : sayValue(change.before);
  const after = change.sensitive || change.unknown ? null : sayValue(change.after);
  const isLong = [before, after].some((text) => text && (text.length > shortEnough || text.includes('\n')));
  return (
    <Box as="li" minW="0">
      <Flex gap="2" align="baseline" wrap="wrap" rowGap="0.5">
        <chakra.span fontWeight="medium" overflowWrap="anywhere" minW="0">
          <Breakable text={change.path} />
        </chakra.span>
        {!isLong && <Short change={change} before={before} after={after} isGone={isGone} />}
        {change.replaces && (
          <Badge size="xs" colorPalette="purple" fontFamily="body">
            forces replacement
          </Badge>
        )}
      </Flex>
      {isLong && (
        <Stack gap="0.5" mt="0.5">
          {before !== null && <Line kind="before">{before}</Line>}
          {!isGone && <Line kind="after">{after ?? <Quiet>{nothingOf(change)}</Quiet>}</Line>}
        </Stack>
      )}
    </Box>
  );
}

/** Why a value that will be has no text. */
const nothingOf = ({ unknown }: ChangeFragment) => (unknown ? 'known after apply' : 'not set');

type ShortProps = { change: ChangeFragment; before: string | null; after: string | null; isGone: boolean };

function Short({ change, before, after, isGone }: ShortProps) {
  if (change.sensitive) return <Quiet>(sensitive)</Quiet>;
  if (isGone && before !== null) return <Before>{before}</Before>;
  const then = after === null ? <Quiet>{nothingOf(change)}</Quiet> : <After>{after}</After>;
  if (before === null) return then;
  return (
    <Flex as="span" gap="2" align="baseline" wrap="wrap" minW="0">
      <Before>{before}</Before>
      <chakra.span color="fg.muted" alignSelf="center" aria-hidden>
        <LuArrowRight />
      </chakra.span>
      {then}
    </Flex>
  );
}

const Before = ({ children }: { children: ReactNode }) => (
  <chakra.del color="red.fg" textDecoration="none" overflowWrap="anywhere" whiteSpace="pre-wrap" minW="0">
    {children}
  </chakra.del>
);

const After = ({ children }: { children: ReactNode }) => (
  <chakra.ins color="green.fg" textDecoration="none" overflowWrap="anywhere" whiteSpace="pre-wrap" minW="0">
    {children}
  </chakra.ins>
);

const Quiet = ({ children }: { children: ReactNode }) => (
  <chakra.span color="fg.muted" fontStyle="italic">
    {children}
  </chakra.span>
);

/** A long value on a line of its own, or on several. */
function Line({ kind, children }: { kind: 'before' | 'after'; children: ReactNode }) {
  const isBefore = kind === 'before';
  return (
    <Flex gap="2" px="2" py="0.5" rounded="sm" bg={isBefore ? 'bg.error' : 'bg.success'}>
      <chakra.span aria-hidden color={isBefore ? 'red.fg' : 'green.fg'} fontWeight="bold">
        {isBefore ? '−' : '+'}
      </chakra.span>
      {isBefore ? <Before>{children}</Before> : <After>{children}</After>}
    </Flex>
  );
}
