import {
  Box,
  Button,
  Flex,
  HStack,
  Heading,
  Input,
  Menu,
  NativeSelect,
  Portal,
  Switch,
  Text,
} from '@chakra-ui/react';
import { useSyncExternalStore, type ReactNode, type RefObject } from 'react';
import {
  LuArrowDownToLine,
  LuCaseSensitive,
  LuChevronDown,
  LuChevronUp,
  LuCircleAlert,
  LuCopy,
  LuFileText,
  LuMaximize2,
  LuMinimize2,
  LuRegex,
  LuSearch,
  LuSettings2,
} from 'react-icons/lu';
import { IconAction } from '../IconAction.tsx';
import type { Query } from './search.ts';
import type { Times } from './LogView.tsx';
import type { LogStore } from './store.ts';
import type { LevelFilter } from './view.ts';

type Props = {
  store: LogStore;
  searchBox: RefObject<HTMLInputElement | null>;
  query: Query;
  onQuery: (query: Query) => void;
  /** Which match is shown, of how many; or why there can be none. */
  found: { at: number; of: number; problem: string | null };
  onStep: (by: 1 | -1) => void;
  onLeaveSearch: () => void;
  level: LevelFilter;
  onLevel: (level: LevelFilter) => void;
  onNextError: () => void;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  times: Times;
  onTimes: (times: Times) => void;
  onCopy: (what: 'selection' | 'all' | 'link') => void;
  onDownload: () => void;
  onPlain: () => void;
  full: boolean;
  onFull: (full: boolean) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  over: boolean;
};

/** Redrawn at most three times a second, and of a width that no count changes. */
export function LogToolbar(props: Props) {
  const { store, over } = props;
  useSyncExternalStore(store.subscribeSlow, store.slowVersion);
  const lines = store.end();
  const errors = store.errors().length;
  return (
    <Flex
      role="toolbar"
      aria-label="Log"
      align="center"
      columnGap="2"
      rowGap="2"
      px="3"
      py="2"
      borderBottomWidth="1px"
      css={{ '@container log (max-width: 799px)': { flexWrap: 'wrap' } }}
    >
      <HStack gap="2.5" flexShrink={0}>
        <Heading as="h2" textStyle="sm" fontWeight="semibold" whiteSpace="nowrap">
          {over ? 'Log' : 'Live log'}
        </Heading>
        <Text
          textStyle="xs"
          color="fg.muted"
          fontVariantNumeric="tabular-nums"
          minW="76px"
          whiteSpace="nowrap"
        >
          {lines.toLocaleString('en')} {lines === 1 ? 'line' : 'lines'}
        </Text>
      </HStack>
      <SearchField {...props} />
      <HStack gap="1" flexShrink={0} ms="auto">
        <Button
          size="xs"
          variant="surface"
          colorPalette={errors > 0 ? 'red' : 'gray'}
          minW="88px"
          px="2"
          fontVariantNumeric="tabular-nums"
          disabled={errors === 0}
          title="Next error (E)"
          onClick={props.onNextError}
        >
          <LuCircleAlert /> {errors.toLocaleString('en')} {errors === 1 ? 'error' : 'errors'}
        </Button>
        <OptionsMenu {...props} />
        <CopyMenu {...props} />
        <IconAction label="Download the log" onClick={props.onDownload}>
          <LuArrowDownToLine />
        </IconAction>
        <IconAction
          label={props.full ? 'Leave full screen (Esc)' : 'Full screen'}
          onClick={() => props.onFull(!props.full)}
        >
          {props.full ? <LuMinimize2 /> : <LuMaximize2 />}
        </IconAction>
        {!over && (
          <Switch.Root
            size="sm"
            ms="1.5"
            colorPalette="brand"
            checked={props.follow}
            onCheckedChange={({ checked }) => props.onFollow(checked)}
            title="Follow (F)"
          >
            <Switch.HiddenInput />
            <Switch.Control />
            <Switch.Label textStyle="xs">Follow</Switch.Label>
          </Switch.Root>
        )}
      </HStack>
    </Flex>
  );
}

function SearchField({ searchBox, query, onQuery, found, onStep, onLeaveSearch }: Props) {
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
        aria-invalid={found.problem !== null}
        title={found.problem ?? 'Search ( / )'}
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
          color={found.problem ? 'fg.error' : 'fg.muted'}
          whiteSpace="nowrap"
          fontVariantNumeric="tabular-nums"
          role="status"
        >
          {found.problem
            ? 'not a pattern'
            : `${found.at.toLocaleString('en')}/${found.of.toLocaleString('en')}`}
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

function OptionsMenu({ level, onLevel, wrap, onWrap, times, onTimes }: Props) {
  return (
    <>
      <NativeSelect.Root size="xs" w="104px" flexShrink={0}>
        <NativeSelect.Field
          aria-label="Level"
          value={level}
          onChange={(event) => onLevel(event.target.value as LevelFilter)}
        >
          <option value="ALL">All levels</option>
          <option value="INFO">Info and up</option>
          <option value="WARN">Warnings</option>
          <option value="ERROR">Errors</option>
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
      <Menu.Root closeOnSelect={false} positioning={{ placement: 'bottom-end' }}>
        <Menu.Trigger asChild>
          <Button
            size="xs"
            variant="ghost"
            px="0"
            minW="8"
            color="fg.muted"
            aria-label="View options"
            title="View options"
          >
            <LuSettings2 />
          </Button>
        </Menu.Trigger>
        <Portal>
          <Menu.Positioner>
            <Menu.Content minW="200px">
              <Menu.CheckboxItem value="wrap" checked={wrap} onCheckedChange={onWrap}>
                Wrap long lines
                <Menu.ItemIndicator />
              </Menu.CheckboxItem>
              <Menu.Separator />
              <Menu.RadioItemGroup value={times} onValueChange={({ value }) => onTimes(value as Times)}>
                <Menu.ItemGroupLabel>Timestamps</Menu.ItemGroupLabel>
                <Menu.RadioItem value="OFF">
                  Off <Menu.ItemIndicator />
                </Menu.RadioItem>
                <Menu.RadioItem value="RELATIVE">
                  Since the start <Menu.ItemIndicator />
                </Menu.RadioItem>
                <Menu.RadioItem value="UTC">
                  UTC <Menu.ItemIndicator />
                </Menu.RadioItem>
              </Menu.RadioItemGroup>
            </Menu.Content>
          </Menu.Positioner>
        </Portal>
      </Menu.Root>
    </>
  );
}

function CopyMenu({ onCopy, onPlain }: Props) {
  return (
    <Menu.Root positioning={{ placement: 'bottom-end' }}>
      <Menu.Trigger asChild>
        <Button size="xs" variant="ghost" px="0" minW="8" color="fg.muted" aria-label="Copy" title="Copy">
          <LuCopy />
        </Button>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content minW="220px">
            <Menu.Item value="selection" onClick={() => onCopy('selection')}>
              <LuCopy /> Copy selected lines
            </Menu.Item>
            <Menu.Item value="all" onClick={() => onCopy('all')}>
              <LuCopy /> Copy everything
            </Menu.Item>
            <Menu.Item value="link" onClick={() => onCopy('link')}>
              <LuCopy /> Copy link to selected lines
            </Menu.Item>
            <Menu.Separator />
            <Menu.Item value="plain" onClick={onPlain}>
              <LuFileText /> Open as plain text
            </Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}
