import { Center, type CenterProps } from '@chakra-ui/react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useWhenIdle } from '../idle.ts';
import { useViewer } from '../session/SessionContext.tsx';

const loadMenu = () => import('./AccountMenu.tsx');
const AccountMenu = lazy(loadMenu);

/**
 * The button of the account menu. The menu itself comes when the browser is idle or when it is asked for, and takes
 * the button's place: with the focus, and open, if that is what the person wants.
 */
export function Account() {
  const [menu, setMenu] = useState<{ focused: boolean; open: boolean } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const bring = (open: boolean) =>
    void loadMenu().then(
      () => setMenu((old) => old ?? { open, focused: document.activeElement === button.current }),
      () => {},
    );
  useWhenIdle(() => bring(false));

  const waiting = <AccountButton ref={button} aria-haspopup="menu" onClick={() => bring(true)} />;
  return menu ? (
    <Suspense fallback={waiting}>
      <AccountMenu {...menu} />
    </Suspense>
  ) : (
    waiting
  );
}

/** Who is signed in, in two letters. */
export function AccountButton({ ref, ...button }: CenterProps & { ref?: React.Ref<HTMLButtonElement> }) {
  const { name, email } = useViewer();
  const called = email ?? 'Account';
  return (
    <Center
      ref={ref as React.Ref<HTMLDivElement>}
      as="button"
      aria-label={`Account: ${called}`}
      boxSize="8"
      rounded="full"
      bg="brand.solid"
      color="brand.contrast"
      textStyle="xs"
      fontWeight="semibold"
      cursor="pointer"
      flexShrink={0}
      focusVisibleRing="outside"
      {...button}
    >
      {initialsOf(name?.trim() || called)}
    </Center>
  );
}

/** `Jo Ray` is JR, `jo@ray.test` is JO. */
function initialsOf(called: string): string {
  const [first = '', ...rest] = called.split(/\s+/);
  const last = rest.at(-1);
  return (last ? first.slice(0, 1) + last.slice(0, 1) : first.slice(0, 2)).toUpperCase();
}
