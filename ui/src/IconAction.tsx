import { IconButton, type IconButtonProps } from '@chakra-ui/react';
import { Tip } from './Tip.tsx';

/** A neutral icon button whose label is its tooltip and its accessible name. */
export function IconAction({ label, ...button }: Omit<IconButtonProps, 'aria-label'> & { label: string }) {
  return (
    <Tip text={label}>
      <IconButton
        aria-label={label}
        variant="ghost"
        size="xs"
        colorPalette="gray"
        color="fg.muted"
        {...button}
      />
    </Tip>
  );
}
