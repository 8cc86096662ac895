import { Badge, Box, Flex, Stack, Text } from '@chakra-ui/react';
import type { IconType } from 'react-icons';
import { NavLink, useLocation } from 'react-router';
import { BrandLogo } from '../BrandLogo.tsx';

export type NavItem = {
  label: string;
  to: string;
  Icon: IconType;
  /** Shown only to somebody who holds it. */
  scope?: string;
  /** Counts what is going on. */
  badge?: 'activity';
  /** Whether a path belongs under this item; without it, the paths below `to`. */
  owns?: (path: string) => boolean;
};

type Props = {
  items: readonly NavItem[];
  title: string;
  subtitle: string;
  activity: number;
  compact?: boolean;
  onGo?: () => void;
};

/** The primary navigation: labels from 1100 px on and in the drawer, icons alone between. */
export function Rail({ items, title, subtitle, activity, compact = true, onGo }: Props) {
  const { pathname } = useLocation();
  const wide = compact ? { base: 'none', lg: 'block' } : 'block';
  return (
    <Flex direction="column" h="full" p="3" gap="4">
      <Flex align="center" gap="2.5" px="1" h="9">
        <BrandLogo size={28} widest={80} />
        <Box display={wide} minW="0">
          <Text fontWeight="semibold" truncate letterSpacing="-0.01em" lineHeight="1.2">
            {title}
          </Text>
          <Text textStyle="xs" color="fg.muted" truncate lineHeight="1.2">
            {subtitle}
          </Text>
        </Box>
      </Flex>
      <Stack as="ul" gap="0.5" listStyleType="none">
        {items.map(({ label, to, Icon, badge, owns }) => {
          const active = owns ? owns(pathname) : pathname === to || pathname.startsWith(`${to}/`);
          return (
            <li key={to}>
              <Flex
                asChild
                align="center"
                gap="2.5"
                px="2"
                h="8"
                rounded="md"
                textStyle="sm"
                position="relative"
                justify={compact ? { base: 'center', lg: 'flex-start' } : 'flex-start'}
                color={active ? 'brand.fg' : 'fg.muted'}
                bg={active ? 'brand.subtle' : undefined}
                fontWeight={active ? 'medium' : 'normal'}
                transition="background 120ms, color 120ms"
                _hover={active ? {} : { bg: 'bg.muted', color: 'fg' }}
              >
                <NavLink
                  to={to}
                  title={label}
                  aria-current={active ? 'page' : undefined}
                  {...(onGo && { onClick: onGo })}
                >
                  <Icon size={17} aria-hidden style={{ flexShrink: 0 }} />
                  <Box
                    as="span"
                    srOnly={false}
                    css={compact ? { '@media (max-width: 68.74rem)': { srOnly: true } } : {}}
                    truncate
                  >
                    {label}
                  </Box>
                  {badge && activity > 0 && (
                    <Badge
                      colorPalette="blue"
                      size="xs"
                      rounded="full"
                      fontVariantNumeric="tabular-nums"
                      {...(compact
                        ? {
                            position: { base: 'absolute', lg: 'static' },
                            top: '0',
                            insetEnd: '0',
                            ms: { lg: 'auto' },
                          }
                        : { ms: 'auto' })}
                    >
                      {activity}
                      <Box as="span" srOnly>
                        {' '}
                        in progress
                      </Box>
                    </Badge>
                  )}
                </NavLink>
              </Flex>
            </li>
          );
        })}
      </Stack>
    </Flex>
  );
}
