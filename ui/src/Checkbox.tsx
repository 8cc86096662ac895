import { chakra } from '@chakra-ui/react';
import type { ReactNode } from 'react';

type Props = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** The id of what is said of it. */
  describedBy?: string;
  children: ReactNode;
};

export function Checkbox({ checked, onChange, disabled = false, describedBy, children }: Props) {
  return (
    <chakra.label display="flex" gap="2.5" textStyle="sm" cursor={disabled ? 'not-allowed' : 'pointer'}>
      <chakra.input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.checked)}
        accentColor="brand.solid"
        boxSize="4"
        mt="0.5"
        flexShrink={0}
      />
      <chakra.span minW="0">{children}</chakra.span>
    </chakra.label>
  );
}
