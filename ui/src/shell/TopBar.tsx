import { Box, Button, Flex, HStack, Kbd } from '@chakra-ui/react';
import { LuActivity, LuMenu, LuSearch } from 'react-icons/lu';
import { Link } from 'react-router';
import { IconAction } from '../IconAction.tsx';
import { usePortal } from '../portal.tsx';
import { Account } from './Account.tsx';

type Props = { onMenu: () => void; onSearch: () => void; activity: number };

const apple = /Mac|iPhone|iPad/.test(navigator.platform);

export function TopBar({ onMenu, onSearch, activity }: Props) {
  const { paths } = usePortal();
  return (
    <Flex
      as="header"
      h="14"
      px={{ base: '3', md: '6' }}
      gap="3"
      align="center"
      justify="space-between"
      borderBottomWidth="1px"
      bg="bg"
      position="sticky"
      top="0"
      zIndex="docked"
    >
      <HStack gap="2" flex="1" minW="0">
        <Box hideFrom="md">
          <IconAction label="Menu" size="sm" onClick={onMenu}>
            <LuMenu />
          </IconAction>
        </Box>
        <Button
          variant="outline"
          size="sm"
          fontWeight="normal"
          color="fg.muted"
          flex="1"
          minW="0"
          maxW="288px"
          justifyContent="flex-start"
          aria-keyshortcuts="Control+K"
          onClick={onSearch}
        >
          <LuSearch aria-hidden />
          <Box as="span" truncate>
            Search or jump to…
          </Box>
          <Kbd ms="auto" size="sm" hideBelow="sm">
            {apple ? '⌘K' : 'Ctrl K'}
          </Kbd>
        </Button>
      </HStack>
      <HStack gap="2">
        {activity > 0 && (
          <Button size="sm" variant="ghost" color="fg.muted" fontWeight="normal" asChild>
            <Link to={paths.deployments} aria-label={`${activity} deployments in progress`}>
              <Box boxSize="2" rounded="full" bg="blue.solid" animation="pulse" aria-hidden />
              <Box as="span" fontVariantNumeric="tabular-nums">
                {activity}
              </Box>
              <Box as="span" hideBelow="md">
                in progress
              </Box>
            </Link>
          </Button>
        )}
        {activity === 0 && (
          <IconAction label="Deployments: nothing in progress" size="sm" asChild>
            <Link to={paths.deployments}>
              <LuActivity />
            </Link>
          </IconAction>
        )}
        <Account />
      </HStack>
    </Flex>
  );
}
