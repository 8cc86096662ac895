import {
  Badge,
  Box,
  Button,
  chakra,
  Field,
  Flex,
  HStack,
  Input,
  Link,
  Stack,
  Text,
  Theme,
} from '@chakra-ui/react';
import type { Mode, Palette } from '@hosterizer/kit/palette';
import { LuGlobe, LuRocket } from 'react-icons/lu';
import { Logo } from '../Logo.tsx';
import { siteState } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import type { Draft } from './draft.ts';
import { styleFor } from './look.ts';

type Props = { mode: Mode; draft: Draft; palette: Palette; name: string };

/** A small portal made of the parts that the real one is made of. It is a picture: nothing in it can be used. */
export function PreviewPage({ mode, draft, palette, name }: Props) {
  const logo = mode === 'dark' ? (draft.logoDark ?? draft.logo) : draft.logo;
  const title = draft.productName.trim() || name;
  return (
    <chakra.figure m="0">
      <Theme
        appearance={mode}
        hasBackground={false}
        inert
        style={{ ...styleFor(palette, draft.corners), colorScheme: mode }}
        data-preview={mode}
      >
        <Flex bg="bg.subtle" color="fg" borderWidth="1px" rounded="lg" overflow="hidden" minH="190px">
          <Stack w="132px" flexShrink={0} bg="bg" borderEndWidth="1px" p="2.5" gap="3">
            <Brand title={title} logo={logo} />
            <Stack gap="0.5" textStyle="xs">
              <Entry chosen Icon={LuGlobe}>
                Sites
              </Entry>
              <Entry Icon={LuRocket}>Deployments</Entry>
            </Stack>
          </Stack>
          <Stack flex="1" minW="0" p="3" gap="2.5">
            <HStack justify="space-between" gap="2" wrap="wrap">
              <Text fontWeight="semibold">Sites</Text>
              <Button as="span" size="xs" colorPalette="brand">
                New site
              </Button>
            </HStack>
            <HStack gap="2" wrap="wrap" textStyle="xs">
              <Link as="span" color="brand.fg" fontWeight="medium">
                flower-shop.example
              </Link>
              <StatusBadge state={siteState('ACTIVE')} size="sm" />
              <Badge colorPalette="brand" size="xs">
                New
              </Badge>
            </HStack>
            <Stack bg="bg.panel" borderWidth="1px" rounded="lg" p="3" gap="2" maxW="230px">
              <Text textStyle="sm" fontWeight="semibold">
                Welcome back
              </Text>
              <Field.Root gap="1">
                <Field.Label textStyle="xs">E-mail</Field.Label>
                <Input
                  size="xs"
                  readOnly
                  value="you@example.com"
                  borderColor="brand.focusRing"
                  outlineWidth="1px"
                  outlineStyle="solid"
                  outlineColor="brand.focusRing"
                />
              </Field.Root>
              <Button as="span" size="xs" colorPalette="brand" w="full">
                Sign in
              </Button>
            </Stack>
          </Stack>
        </Flex>
      </Theme>
      <chakra.figcaption textStyle="xs" color="fg.muted" pt="1">
        {mode === 'light' ? 'Light' : 'Dark'}
      </chakra.figcaption>
    </chakra.figure>
  );
}

function Brand({ title, logo }: { title: string; logo: string | null }) {
  return (
    <HStack gap="2" minW="0" h="7">
      {logo ? (
        <chakra.img src={logo} alt="" maxH="6" maxW="48px" objectFit="contain" objectPosition="left" />
      ) : (
        <Logo size={22} />
      )}
      <Box textStyle="xs" fontWeight="semibold" truncate>
        {title}
      </Box>
    </HStack>
  );
}

function Entry({ chosen, Icon, children }: { chosen?: boolean; Icon: typeof LuGlobe; children: string }) {
  return (
    <HStack
      gap="1.5"
      px="1.5"
      h="6"
      rounded="md"
      color={chosen ? 'brand.fg' : 'fg.muted'}
      bg={chosen ? 'brand.subtle' : undefined}
      fontWeight={chosen ? 'medium' : 'normal'}
    >
      <Icon size={13} aria-hidden />
      <span>{children}</span>
    </HStack>
  );
}
