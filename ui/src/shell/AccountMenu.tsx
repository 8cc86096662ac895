import type { ApolloClient } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import { Box, Menu, Portal, Text } from '@chakra-ui/react';
import { useEffect, useRef, useState } from 'react';
import {
  LuBuilding2,
  LuLogOut,
  LuMonitor,
  LuMoon,
  LuRows2,
  LuRows3,
  LuShieldCheck,
  LuSun,
} from 'react-icons/lu';
import { Link, useNavigate } from 'react-router';
import { SignOut, SwitchCustomer } from '../session/documents.ts';
import { useBackend, useViewer } from '../session/SessionContext.tsx';
import { AccountButton } from './Account.tsx';
import { setDensity, useDensity, type Density } from './density.ts';
import { setThemeMode, useThemeMode, type ThemeMode } from '../theme/mode.ts';
import { sayFailure } from '../Toaster.tsx';

type Props = {
  /** How the button was left whose place this takes. */
  open: boolean;
  focused: boolean;
};

/** Who is signed in, for which customer, in which theme, and the way out. */
export default function AccountMenu({ open, focused }: Props) {
  const viewer = useViewer();
  const trigger = useRef<HTMLButtonElement>(null);
  // It opens once it stands, as by a click: a menu that is born open has no place yet, and is clicked at while it moves.
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (open) setOpen(true);
    else if (focused) trigger.current?.focus();
  }, [focused, open]);
  const email = viewer.email ?? 'Account';
  return (
    <Menu.Root
      positioning={{ placement: 'bottom-end' }}
      open={isOpen}
      onOpenChange={(change) => setOpen(change.open)}
    >
      <Menu.Trigger asChild>
        <AccountButton ref={trigger} />
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content minW="240px" maxW="300px">
            <Box px="2" pt="1.5" pb="2">
              <Text textStyle="sm" fontWeight="medium" truncate>
                {viewer.name || email}
              </Text>
              {viewer.name && (
                <Text textStyle="xs" color="fg.muted" truncate>
                  {email}
                </Text>
              )}
              <Text textStyle="xs" color="fg.muted" truncate>
                {viewer.role}
                {viewer.customer && ` of ${viewer.customer.name}`}
              </Text>
            </Box>
            {!viewer.acting && (
              <Menu.Item value="security" asChild>
                <Link to="/settings/security">
                  <LuShieldCheck aria-hidden /> Account and security
                </Link>
              </Menu.Item>
            )}
            <Customers />
            <Menu.Separator />
            <Theme />
            <Menu.Separator />
            <Rows />
            <Menu.Separator />
            <SignOutItem />
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}

function Customers() {
  const { customer, customers } = useViewer();
  const { session, client, socket } = useBackend();
  const navigate = useNavigate();
  const [switchCustomer] = useMutation(SwitchCustomer);
  if (customers.length < 2) return null;

  async function change(customerId: string) {
    if (customerId === customer?.id) return;
    try {
      const { data } = await switchCustomer({ variables: { customerId } });
      if (data) session.began(data.switchCustomer.expiresAt);
      // The socket was opened as a member of the other customer.
      socket.terminate();
      await navigate('/');
      await startAfresh(client);
    } catch (error) {
      sayFailure('The customer was not changed', error);
    }
  }
  return (
    <>
      <Menu.Separator />
      <Menu.RadioItemGroup value={customer?.id ?? ''} onValueChange={({ value }) => void change(value)}>
        <Menu.ItemGroupLabel>Customer</Menu.ItemGroupLabel>
        {customers.map(({ id, name, status }) => (
          <Menu.RadioItem key={id} value={id} disabled={status === 'INACTIVE'}>
            <LuBuilding2 aria-hidden /> <Box truncate>{name}</Box>
            {status !== 'ACTIVE' && (
              <Text as="span" textStyle="xs" color="fg.muted">
                {status === 'SUSPENDED' ? 'suspended' : 'closed'}
              </Text>
            )}
            <Menu.ItemIndicator />
          </Menu.RadioItem>
        ))}
      </Menu.RadioItemGroup>
    </>
  );
}

/** Forgets everything and asks again who is there. Queries of the page that goes away with it are aborted, which is no failure. */
const startAfresh = (client: ApolloClient) => client.resetStore().catch(() => {});

const modes = [
  ['light', 'Light', LuSun],
  ['dark', 'Dark', LuMoon],
  ['system', 'Like the system', LuMonitor],
] as const;

function Theme() {
  const mode = useThemeMode();
  return (
    <Menu.RadioItemGroup value={mode} onValueChange={({ value }) => setThemeMode(value as ThemeMode)}>
      <Menu.ItemGroupLabel>Theme</Menu.ItemGroupLabel>
      {modes.map(([value, label, Icon]) => (
        <Menu.RadioItem key={value} value={value} closeOnSelect={false}>
          <Icon aria-hidden /> {label}
          <Menu.ItemIndicator />
        </Menu.RadioItem>
      ))}
    </Menu.RadioItemGroup>
  );
}

const densities = [
  ['comfortable', 'Comfortable', LuRows2],
  ['compact', 'Compact', LuRows3],
] as const;

function Rows() {
  const density = useDensity();
  return (
    <Menu.RadioItemGroup value={density} onValueChange={({ value }) => setDensity(value as Density)}>
      <Menu.ItemGroupLabel>Tables</Menu.ItemGroupLabel>
      {densities.map(([value, label, Icon]) => (
        <Menu.RadioItem key={value} value={value} closeOnSelect={false}>
          <Icon aria-hidden /> {label}
          <Menu.ItemIndicator />
        </Menu.RadioItem>
      ))}
    </Menu.RadioItemGroup>
  );
}

function SignOutItem() {
  const { session, client, socket } = useBackend();
  const [signOut] = useMutation(SignOut);

  async function leave() {
    try {
      await signOut();
    } catch (error) {
      return sayFailure('You are still signed in', error);
    }
    session.ended();
    socket.terminate();
    await startAfresh(client);
  }
  return (
    <Menu.Item value="sign-out" onClick={() => void leave()}>
      <LuLogOut aria-hidden /> Sign out
    </Menu.Item>
  );
}
