import { Box, Button, chakra, Flex, Heading, HStack, Text } from '@chakra-ui/react';
import { memo, useSyncExternalStore, type RefObject } from 'react';
import { LuCircleAlert, LuMaximize2, LuMinimize2 } from 'react-icons/lu';
import { IconAction } from '../IconAction.tsx';
import { CopyMenu, DownloadMenu, OptionsMenu } from './LogMenus.tsx';
import { LogSearchField } from './LogSearchField.tsx';
import type { Query } from './search.ts';
import type { Times } from './LogView.tsx';
import type { LogStore } from './store.ts';
import type { LogFormat } from './text.ts';
import type { LevelFilter } from './view.ts';

export type LogToolbarProps = {
  store: LogStore;
  searchBox: RefObject<HTMLInputElement | null>;
  query: Query;
  onQuery: (query: Query) => void;
  /** Which match is shown, counted from 1, or 0. */
  matchAt: number;
  matches: number;
  /** Why there can be no match. */
  problem: string | null;
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
  onDownload: (format: LogFormat) => void;
  onPlain: () => void;
  full: boolean;
  onFull: (full: boolean) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  over: boolean;
};

/**
 * Its components are dear to draw, so while the log grows only the two counts are drawn again, at most three times a
 * second, and in a width that no count changes.
 */
export const LogToolbar = memo(function LogToolbar(props: LogToolbarProps) {
  const { store, over } = props;
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
        <LineCount store={store} />
      </HStack>
      <LogSearchField {...props} />
      <HStack gap="1" flexShrink={0} ms="auto">
        <ErrorCount store={store} onNextError={props.onNextError} />
        <OptionsMenu {...props} />
        <CopyMenu {...props} />
        <DownloadMenu {...props} />
        <IconAction
          label={props.full ? 'Leave full screen (Esc)' : 'Full screen'}
          onClick={() => props.onFull(!props.full)}
        >
          {props.full ? <LuMinimize2 /> : <LuMaximize2 />}
        </IconAction>
        {!over && <FollowSwitch on={props.follow} onChange={props.onFollow} />}
      </HStack>
    </Flex>
  );
});

function LineCount({ store }: { store: LogStore }) {
  const lines = useSyncExternalStore(store.subscribeSlow, store.end);
  return (
    <Text textStyle="xs" color="fg.muted" fontVariantNumeric="tabular-nums" minW="76px" whiteSpace="nowrap">
      {lines.toLocaleString('en')} {lines === 1 ? 'line' : 'lines'}
    </Text>
  );
}

function ErrorCount({ store, onNextError }: { store: LogStore; onNextError: () => void }) {
  const errors = useSyncExternalStore(store.subscribeSlow, () => store.errors().length);
  return (
    <Button
      size="xs"
      variant="surface"
      colorPalette={errors > 0 ? 'red' : 'gray'}
      minW="88px"
      transition="none"
      px="2"
      fontVariantNumeric="tabular-nums"
      disabled={errors === 0}
      title="Next error (E)"
      onClick={onNextError}
    >
      <LuCircleAlert /> {errors.toLocaleString('en')} {errors === 1 ? 'error' : 'errors'}
    </Button>
  );
}

function FollowSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <chakra.button
      type="button"
      role="switch"
      aria-checked={on}
      title="Follow (F)"
      display="flex"
      alignItems="center"
      gap="2"
      ms="1.5"
      textStyle="xs"
      fontWeight="medium"
      rounded="sm"
      cursor="pointer"
      focusVisibleRing="outside"
      onClick={() => onChange(!on)}
    >
      <Box
        w="8"
        h="4.5"
        p="0.5"
        rounded="full"
        bg={on ? 'brand.solid' : 'border.emphasized'}
        transition="background 120ms"
      >
        <Box
          boxSize="3.5"
          rounded="full"
          bg="white"
          shadow="xs"
          transition="transform 120ms"
          {...(on && { transform: 'translateX(14px)' })}
        />
      </Box>
      Follow
    </chakra.button>
  );
}
