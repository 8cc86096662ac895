import { HStack, Text } from '@chakra-ui/react';
import { useEffect, useState } from 'react';
import { LuWifiOff } from 'react-icons/lu';
import { useConnection } from '../live/connection.ts';
import { useBackend } from '../session/SessionContext.tsx';

/** Says that what is on screen may be old, once the live connection has been gone for three seconds. */
export function ConnectionBanner() {
  const lost = useConnection(useBackend().connection) === 'lost';
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!lost) return setLong(false);
    const timer = setTimeout(() => setLong(true), 3000);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!long) return null;
  return (
    <HStack
      role="status"
      gap="2"
      px={{ base: '4', md: '6' }}
      py="2"
      bg="yellow.subtle"
      color="yellow.fg"
      borderBottomWidth="1px"
      textStyle="sm"
    >
      <LuWifiOff aria-hidden />
      <Text>Live updates are paused, reconnecting. What you see may be a little old.</Text>
    </HStack>
  );
}
