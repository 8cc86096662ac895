import { useMutation } from '@apollo/client/react';
import { Box, Button, Flex, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { LuPause, LuTriangleAlert } from 'react-icons/lu';
import { useNow } from '../clock.ts';
import { useOtherPortal } from '../portal.tsx';
import { SignOut } from '../session/documents.ts';
import { useBackend, useViewer } from '../session/SessionContext.tsx';
import { sayFailure } from '../Toaster.tsx';

/** What one has to know the whole time: that one acts for somebody else, or that nothing can be changed. */
export function StandingBanners() {
  const { customer, acting } = useViewer();
  return (
    <>
      {acting && <ActingBanner acting={acting} customer={customer?.name ?? 'a customer'} />}
      {customer?.status === 'SUSPENDED' && (
        <Banner bg="yellow.subtle" color="yellow.fg" icon={<LuPause />}>
          {customer.name} is suspended. Everything can be read, and nothing be changed or deployed. Ask the
          platform’s operator.
        </Banner>
      )}
    </>
  );
}

type ActingProps = { acting: { reason: string; endsAt: string }; customer: string };

function ActingBanner({ acting, customer }: ActingProps) {
  const now = useNow('slow');
  const { session } = useBackend();
  const { home } = useOtherPortal();
  const [signOut, { loading }] = useMutation(SignOut);
  const minutes = Math.max(0, Math.ceil((Date.parse(acting.endsAt) - now) / 60_000));

  async function end() {
    try {
      await signOut();
      session.ended();
      location.assign(home);
    } catch (error) {
      sayFailure('You still act for the customer', error);
    }
  }
  return (
    <Banner bg="red.solid" color="white" icon={<LuTriangleAlert />} stays>
      <Text as="span" fontWeight="semibold">
        You act for {customer} as Hosterizer staff:
      </Text>{' '}
      {acting.reason.replace(/[.\s]+$/, '')}. Ends in {minutes} {minutes === 1 ? 'minute' : 'minutes'}.
      <Button
        size="2xs"
        variant="outline"
        color="white"
        borderColor="whiteAlpha.700"
        _hover={{ bg: 'whiteAlpha.300' }}
        ms="3"
        verticalAlign="baseline"
        loading={loading}
        onClick={() => void end()}
      >
        End now
      </Button>
    </Banner>
  );
}

type BannerProps = {
  bg: string;
  color: string;
  icon: ReactNode;
  /** In sight however far one scrolls. */
  stays?: boolean;
  children: ReactNode;
};

const Banner = ({ bg, color, icon, stays, children }: BannerProps) => (
  <Flex
    role="status"
    gap="2.5"
    px={{ base: '4', md: '6' }}
    py="2"
    bg={bg}
    color={color}
    borderBottomWidth="1px"
    textStyle="sm"
    {...(stays && { position: 'sticky', top: '14', zIndex: 'docked' })}
  >
    <Box pt="1" flexShrink={0} aria-hidden>
      {icon}
    </Box>
    <Box minW="0" overflowWrap="anywhere">
      {children}
    </Box>
  </Flex>
);
