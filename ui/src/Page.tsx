import { Box, Breadcrumb, Flex, Heading, HStack, Stack, Text } from '@chakra-ui/react';
import { Fragment, useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { usePortal } from './portal.tsx';

export type Crumb = { label: string; to: string };

type Props = {
  title: string;
  /** What the browser's tab says when that differs from the heading. */
  tab?: string;
  crumbs?: readonly Crumb[];
  badge?: ReactNode;
  meta?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** Breadcrumb, title row and body: the frame of every page. */
export function Page({ title, tab = title, crumbs = [], badge, meta, actions, children }: Props) {
  useTitle(tab);
  return (
    <Stack gap="5" maxW="1440px" mx="auto" w="full">
      <Stack gap="2.5">
        {crumbs.length > 0 && <Crumbs crumbs={crumbs} current={title} />}
        <Flex justify="space-between" align="flex-start" wrap="wrap" columnGap="4" rowGap="3">
          <Stack gap="1.5" minW="0" flex="1 1 320px">
            <HStack gap="3" wrap="wrap" rowGap="1">
              <Heading as="h1" size="xl" fontWeight="semibold" overflowWrap="anywhere" lineHeight="1.3">
                {title}
              </Heading>
              {badge}
            </HStack>
            {meta && (
              <Text as="div" color="fg.muted" textStyle="sm">
                {meta}
              </Text>
            )}
          </Stack>
          {actions && (
            <HStack gap="2" wrap="wrap">
              {actions}
            </HStack>
          )}
        </Flex>
      </Stack>
      {children}
    </Stack>
  );
}

function Crumbs({ crumbs, current }: { crumbs: readonly Crumb[]; current: string }) {
  return (
    <Breadcrumb.Root size="sm">
      <Breadcrumb.List flexWrap="wrap">
        {crumbs.map(({ label, to }) => (
          <Fragment key={to}>
            <Breadcrumb.Item minW="0">
              <Breadcrumb.Link asChild>
                <Link to={to}>
                  <Box as="span" maxW="240px" truncate display="inline-block" verticalAlign="bottom">
                    {label}
                  </Box>
                </Link>
              </Breadcrumb.Link>
            </Breadcrumb.Item>
            <Breadcrumb.Separator />
          </Fragment>
        ))}
        <Breadcrumb.Item>
          <Breadcrumb.CurrentLink maxW="240px" truncate>
            {current}
          </Breadcrumb.CurrentLink>
        </Breadcrumb.Item>
      </Breadcrumb.List>
    </Breadcrumb.Root>
  );
}

export function useTitle(title: string): void {
  const portal = usePortal();
  useEffect(() => {
    document.title = `${title} · ${portal.title}`;
  }, [title, portal.title]);
}
