import { Box, Flex } from '@chakra-ui/react';
import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';

/** Tabs that are links, so that each can be opened in a tab of its own and sent to a colleague. */
export function LinkTabs({
  label,
  home,
  tabs,
}: {
  /** What they are about, for those who cannot see where they stand. */
  label: string;
  home: string;
  /** Paths are below `home`; one that begins with a slash leads elsewhere. */
  tabs: ReadonlyArray<{ label: string; path: string }>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  // On a phone the tab that one is at may stand outside of the row.
  useEffect(() => {
    box.current
      ?.querySelector('[aria-current=page]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  return (
    <Box
      ref={box}
      as="nav"
      aria-label={label}
      borderBottomWidth="1px"
      overflowX="auto"
      css={{ scrollbarWidth: 'none' }}
    >
      <Flex as="ul" listStyleType="none" gap="1" minW="max-content">
        {tabs.map(({ label: name, path }) => (
          <li key={path}>
            <Box
              asChild
              display="block"
              px="3"
              py="2"
              mb="-1px"
              textStyle="sm"
              color="fg.muted"
              borderBottomWidth="2px"
              borderColor="transparent"
              transition="color 120ms, border-color 120ms"
              _hover={{ color: 'fg' }}
              _focusVisible={{ outlineOffset: '-2px' }}
              css={{
                '&[aria-current=page]': {
                  color: 'fg',
                  fontWeight: 'medium',
                  borderColor: 'brand.solid',
                },
              }}
            >
              <NavLink
                to={path === '' ? home : path.startsWith('/') ? path : `${home}/${path}`}
                end={path === ''}
              >
                {name}
              </NavLink>
            </Box>
          </li>
        ))}
      </Flex>
    </Box>
  );
}
