import { useQuery } from '@apollo/client/react';
import { Box, Dialog, Kbd, Portal, Text } from '@chakra-ui/react';
import { Command } from 'cmdk';
import { useEffect, useState } from 'react';
import { LuGlobe, LuMoon, LuSun } from 'react-icons/lu';
import type { IconType } from 'react-icons';
import { useNavigate } from 'react-router';
import { usePortal } from '../portal.tsx';
import { nameIn } from '../sites/environments.ts';
import { SitesQuery } from '../sites/documents.ts';
import { siteState } from '../status.ts';
import { setThemeMode } from '../theme/mode.ts';
import { readRecent, remember } from './recent.ts';
import type { NavItem } from './Rail.tsx';

export type PaletteAction = { label: string; to: string; Icon: IconType; scope?: string };

type Props = {
  open: boolean;
  onClose: () => void;
  items: readonly NavItem[];
  actions: readonly PaletteAction[];
  /** What was typed before the field had the focus. */
  typed: () => string;
};

/** Everything by keyboard: pages, sites (asked of the server), actions. */
export default function CommandPalette({ open, onClose, ...palette }: Props) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(change) => !change.open && onClose()}
      placement="top"
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner px="4">
          <Dialog.Content
            maxW="560px"
            overflow="hidden"
            aria-label="Search or jump to"
            mt={{ base: '4', md: '14' }}
          >
            <Palette {...palette} onClose={onClose} />
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

function Palette({ items, actions, typed, onClose }: Omit<Props, 'open'>) {
  const { paths, name } = usePortal();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const search = useSettled(text.trim(), 150);
  const { data, previousData } = useQuery(SitesQuery, {
    variables: { first: 8, ...(search && { filter: { search } }) },
    fetchPolicy: 'cache-and-network',
  });
  const matches = (label: string) => label.toLowerCase().includes(text.trim().toLowerCase());
  // Until the server has answered for what is typed now, Enter must not open what was found before.
  const found = (data ?? previousData)?.sites.edges.map(({ node }) => node) ?? [];
  const sites = found.filter((site) => matches(site.name));
  const recent = readRecent().filter((entry) => text === '' && !items.some(({ to }) => to === entry.to));

  const go = (to: string, label: string) => () => {
    remember({ to, label });
    onClose();
    void navigate(to);
  };
  const dark = document.documentElement.classList.contains('dark');

  return (
    <Box css={look}>
      <Command label="Search or jump to" shouldFilter={false} loop>
        <Command.Input
          value={text}
          onValueChange={setText}
          onFocus={() => setText((before) => before + typed())}
          placeholder="Search or jump to…"
          autoFocus
        />
        <Command.List>
          <Command.Empty>Nothing is called “{text}”.</Command.Empty>
          {recent.length > 0 && (
            <Command.Group heading="Recent">
              {recent.map(({ to, label }) => (
                <Command.Item key={to} value={`recent ${to}`} onSelect={go(to, label)}>
                  <LuGlobe aria-hidden /> {label}
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <Group heading="Go to">
            {items
              .filter(({ label }) => matches(label))
              .map(({ to, label, Icon }) => (
                <Command.Item key={to} value={`go ${to}`} onSelect={go(to, label)}>
                  <Icon aria-hidden /> {label}
                </Command.Item>
              ))}
          </Group>
          <Group heading="Sites">
            {sites.map((site) => (
              <Command.Item key={site.id} value={site.id} onSelect={go(paths.site(site.id), nameIn(site))}>
                <LuGlobe aria-hidden />
                <Text as="span" truncate>
                  {nameIn(site)}
                </Text>
                <Text as="span" className="aside">
                  {name === 'admin' ? `${site.customer.name} · ` : ''}
                  {siteState(site.status).label}
                </Text>
              </Command.Item>
            ))}
          </Group>
          <Group heading="Actions">
            {actions
              .filter(({ label }) => matches(label))
              .map(({ to, label, Icon }) => (
                <Command.Item key={to} value={`do ${to}`} onSelect={go(to, label)}>
                  <Icon aria-hidden /> {label}
                </Command.Item>
              ))}
            {matches('switch to dark light theme') && (
              <Command.Item value="theme" onSelect={() => (setThemeMode(dark ? 'light' : 'dark'), onClose())}>
                {dark ? <LuSun aria-hidden /> : <LuMoon aria-hidden />} {dark ? 'Light theme' : 'Dark theme'}
              </Command.Item>
            )}
          </Group>
        </Command.List>
      </Command>
      <Box borderTopWidth="1px" px="3" py="2" textStyle="xs" color="fg.muted" display="flex" gap="3">
        <span>
          <Kbd size="sm">↑</Kbd> <Kbd size="sm">↓</Kbd> choose
        </span>
        <span>
          <Kbd size="sm">Enter</Kbd> open
        </span>
        <span>
          <Kbd size="sm">Esc</Kbd> close
        </span>
      </Box>
    </Box>
  );
}

/** A group that vanishes with its last item. */
function Group({ heading, children }: { heading: string; children: React.ReactNode }) {
  const filled = Array.isArray(children) ? children.flat().some(Boolean) : !!children;
  return filled ? <Command.Group heading={heading}>{children}</Command.Group> : null;
}

function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

const look = {
  '& [cmdk-input]': {
    w: 'full',
    h: '12',
    px: '4',
    bg: 'transparent',
    outline: 'none',
    borderBottomWidth: '1px',
    textStyle: 'md',
  },
  '& [cmdk-list]': { maxH: '440px', overflowY: 'auto', p: '2', overscrollBehavior: 'contain' },
  '& [cmdk-group-heading]': {
    px: '2',
    pt: '2',
    pb: '1',
    textStyle: 'xs',
    color: 'fg.muted',
    fontWeight: 'medium',
  },
  '& [cmdk-item]': {
    display: 'flex',
    alignItems: 'center',
    gap: '2.5',
    px: '2',
    h: '9',
    rounded: 'md',
    textStyle: 'sm',
    cursor: 'pointer',
    '& svg': { flexShrink: 0, color: 'fg.muted' },
    '& .aside': { ms: 'auto', textStyle: 'xs', color: 'fg.muted', flexShrink: 0 },
    '&[data-selected=true]': {
      bg: 'brand.subtle',
      color: 'brand.fg',
      '& svg, & .aside': { color: 'brand.fg' },
    },
  },
  '& [cmdk-empty]': { py: '8', textAlign: 'center', textStyle: 'sm', color: 'fg.muted' },
} as const;
