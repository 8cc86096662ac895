import { Box, CloseButton, Drawer, Flex, Portal } from '@chakra-ui/react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import { useBrand } from '../branding/useBrand.ts';
import { useActivity } from '../deployments/activity.ts';
import { useWhenIdle } from '../idle.ts';
import { usePortal } from '../portal.tsx';
import { useViewer } from '../session/SessionContext.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Rail, type NavItem } from './Rail.tsx';
import { StandingBanners } from './StandingBanners.tsx';
import { TopBar } from './TopBar.tsx';
import { keepTyping, type TypeAhead } from './type-ahead.ts';
import type { PaletteAction } from './CommandPalette.tsx';

const loadPalette = () => import('./CommandPalette.tsx');
const CommandPalette = lazy(loadPalette);

type Props = { navigation: readonly NavItem[]; actions: readonly PaletteAction[] };

/** Rail, top bar and the page between them. The page gets the focus when it changes. */
export function AppShell({ navigation, actions }: Props) {
  const { title, name } = usePortal();
  const viewer = useViewer();
  const brand = useBrand();
  const { count } = useActivity();
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  const main = useFocusOnChange();
  // Before anybody asks for it.
  useWhenIdle(() => void loadPalette().catch(() => {}));
  const ahead = useRef<TypeAhead>(null);
  const openPalette = () => {
    // The palette takes a moment to come up, and nobody waits for it before typing.
    ahead.current = keepTyping();
    setPalette('open');
  };
  const closePalette = () => {
    ahead.current?.take();
    setPalette('closed');
  };
  useShortcut(() => (palette === 'open' ? closePalette() : openPalette()));

  const may = <T extends { scope?: string }>(item: T) => !item.scope || viewer.scopes.includes(item.scope);
  const items = navigation.filter(may);
  const admin = name === 'admin';
  const scope = admin
    ? { title: 'Hosterizer', subtitle: 'Administration' }
    : {
        title: brand?.name ?? viewer.customer?.name ?? title,
        subtitle: brand?.name === title ? (viewer.customer?.name ?? '') : title,
      };
  const rail = { items, ...scope, activity: count };

  return (
    <Flex minH="100dvh">
      <SkipLink />
      <Box
        as="nav"
        aria-label="Primary"
        hideBelow="md"
        w={{ md: '56px', lg: '224px' }}
        flexShrink={0}
        borderEndWidth="1px"
        bg="bg"
        position="sticky"
        top="0"
        h="100dvh"
        overflowY="auto"
        css={{ '@media (max-width: 68.74rem)': { '& > div': { paddingInline: '10px' } } }}
      >
        <Rail {...rail} />
      </Box>
      <Flex direction="column" flex="1" minW="0">
        <TopBar onMenu={() => setDrawer(true)} onSearch={openPalette} activity={count} />
        <StandingBanners />
        <ConnectionBanner />
        <Box
          as="main"
          id="main"
          ref={main}
          tabIndex={-1}
          flex="1"
          minW="0"
          p={{ base: '4', md: '6' }}
          outline="none"
        >
          <Suspense>
            <Outlet />
          </Suspense>
        </Box>
      </Flex>
      <Drawer.Root open={drawer} onOpenChange={({ open }) => setDrawer(open)} placement="start" size="xs">
        <Portal>
          <Drawer.Backdrop />
          <Drawer.Positioner>
            <Drawer.Content maxW="264px" aria-label="Navigation">
              <Box as="nav" aria-label="Primary" h="full">
                <Rail {...rail} compact={false} onGo={() => setDrawer(false)} />
              </Box>
              <Drawer.CloseTrigger asChild>
                <CloseButton size="sm" />
              </Drawer.CloseTrigger>
            </Drawer.Content>
          </Drawer.Positioner>
        </Portal>
      </Drawer.Root>
      {palette !== 'never' && (
        <Suspense>
          <CommandPalette
            open={palette === 'open'}
            onClose={closePalette}
            typed={() => ahead.current?.take() ?? ''}
            items={items}
            actions={actions.filter(may)}
          />
        </Suspense>
      )}
      <ScrollRestoration />
    </Flex>
  );
}

function SkipLink() {
  return (
    <Box
      asChild
      position="absolute"
      insetStart="-9999px"
      _focus={{ insetStart: '3', top: '3', zIndex: 'skipNav' }}
      bg="bg.panel"
      p="2"
      rounded="md"
    >
      <a href="#main">Skip to content</a>
    </Box>
  );
}

function useFocusOnChange() {
  const { pathname } = useLocation();
  const main = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname]);
  return main;
}

function useShortcut(toggle: () => void): void {
  const latest = useRef(toggle);
  latest.current = toggle;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
