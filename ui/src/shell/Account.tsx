import { Center, type CenterProps } from '@chakra-ui/react';
import { useRef, useState } from 'react';
import { useWhenIdle } from '../idle.ts';
import { useViewer } from '../session/SessionContext.tsx';

type Menu = typeof import('./AccountMenu.tsx').default;

/**
 * The button of the account menu. The menu itself comes when the browser is idle or when it is asked for, and takes
 * the button's place: with the focus, and open, if that is what the person wants.
 */
export function Account() {
  const [found, setFound] = useState<{ Menu: Menu; focused: boolean; open: boolean } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wanted = useRef(false);
  const bring = () =>
    void import('./AccountMenu.tsx').then(
      ({ default: Menu }) =>
        setFound(
          (old) => old ?? { Menu, open: wanted.current, focused: document.activeElement === button.current },
        ),
      () => {},
    );
  useWhenIdle(bring);

  if (found) return <found.Menu open={found.open} focused={found.focused} />;
  const open = () => {
    wanted.current = true;
    bring();
  };
  return <AccountButton ref={button} aria-haspopup="menu" onClick={open} />;
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
