import { Box, Flex, Input, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { LuCaseSensitive, LuChevronDown, LuChevronUp, LuRegex, LuSearch } from 'react-icons/lu';
import { IconAction } from '../IconAction.tsx';
import type { LogToolbarProps } from './LogToolbar.tsx';
import type { Query } from './search.ts';

/** What is looked for, how, and which of the matches is shown. */
export function LogSearchField(props: LogToolbarProps) {
  const { searchBox, query, onQuery, matchAt, matches, problem, onStep, onLeaveSearch } = props;
  const change = (part: Partial<Query>) => onQuery({ ...query, ...part });
  return (
    <Flex
      flex="1 1 180px"
      minW="150px"
      align="center"
      borderWidth="1px"
      rounded="md"
      h="8"
      ps="2.5"
      pe="0.5"
      gap="1"
      role="search"
      _focusWithin={{ borderColor: 'brand.focusRing', outline: '1px solid', outlineColor: 'brand.focusRing' }}
      css={{ '@container log (max-width: 799px)': { order: 3, flexBasis: '100%' } }}
    >
      <Box color="fg.muted" flexShrink={0} asChild>
        <LuSearch size={14} aria-hidden />
      </Box>
      <Input
        ref={searchBox}
        variant="flushed"
        border="0"
        outline="none !important"
        boxShadow="none !important"
        size="xs"
        px="1"
        minW="0"
        placeholder="Search log"
        aria-label="Search log"
        aria-invalid={problem !== null}
        title={problem ?? 'Search ( / )'}
        value={query.text}
        spellCheck={false}
        onChange={(event) => change({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            onLeaveSearch();
          }
        }}
      />
      {query.text !== '' && (
        <Text
          textStyle="xs"
          color={problem ? 'fg.error' : 'fg.muted'}
          whiteSpace="nowrap"
          fontVariantNumeric="tabular-nums"
          role="status"
        >
          {problem ? 'not a pattern' : `${matchAt.toLocaleString('en')}/${matches.toLocaleString('en')}`}
        </Text>
      )}
      <Toggle label="Match case" on={query.matchCase} onClick={() => change({ matchCase: !query.matchCase })}>
        <LuCaseSensitive />
      </Toggle>
      <Toggle label="Regular expression" on={query.regex} onClick={() => change({ regex: !query.regex })}>
        <LuRegex />
      </Toggle>
      {query.text !== '' && (
        <>
          <IconAction label="Previous match (Shift+Enter)" size="2xs" onClick={() => onStep(-1)}>
            <LuChevronUp />
          </IconAction>
          <IconAction label="Next match (Enter)" size="2xs" onClick={() => onStep(1)}>
            <LuChevronDown />
          </IconAction>
        </>
      )}
    </Flex>
  );
}

function Toggle({
  label,
  on,
  onClick,
  children,
}: {
  label: string;
  on: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <IconAction
      label={label}
      size="2xs"
      aria-pressed={on}
      {...(on && { variant: 'subtle' as const, colorPalette: 'brand', color: 'brand.fg' })}
      onClick={onClick}
    >
      {children}
    </IconAction>
  );
}
