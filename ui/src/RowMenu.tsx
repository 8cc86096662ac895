import { IconButton, Menu, Portal } from '@chakra-ui/react';
import { LuEllipsis } from 'react-icons/lu';

export type RowAction = {
  label: string;
  onSelect: () => void;
  danger?: boolean;
  /** Why it cannot be done, said under its name. */
  refused?: string | undefined;
};

/** What can be done with one row of a table. */
export function RowMenu({ label, actions }: { label: string; actions: readonly RowAction[] }) {
  return (
    <Menu.Root positioning={{ placement: 'bottom-end' }} lazyMount unmountOnExit>
      <Menu.Trigger asChild>
        <IconButton aria-label={label} variant="ghost" size="xs" colorPalette="gray" color="fg.muted">
          <LuEllipsis />
        </IconButton>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content minW="180px" maxW="260px">
            {actions.map(({ label: name, onSelect, danger, refused }) => (
              <Menu.Item
                key={name}
                value={name}
                disabled={!!refused}
                onClick={onSelect}
                {...(danger && !refused && { color: 'fg.error' })}
                {...(refused && {
                  flexDirection: 'column',
                  alignItems: 'flex-start',
                  gap: '0',
                  opacity: '1',
                  color: 'fg.muted',
                })}
              >
                {name}
                {refused && <span style={{ fontSize: '0.75rem' }}>{refused}</span>}
              </Menu.Item>
            ))}
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}
