import { Box, chakra, type BoxProps } from '@chakra-ui/react';
import type { State } from './status.ts';

const marks: Record<NonNullable<State['mark']>, BoxProps> = {
  dot: { bg: 'colorPalette.solid' },
  ring: { borderWidth: '2px', borderColor: 'fg.subtle' },
  dashed: { borderWidth: '2px', borderStyle: 'dashed', borderColor: 'colorPalette.solid' },
  line: { h: '2px', rounded: 'none', bg: 'fg.subtle' },
  cross: { rounded: '2px', bg: 'colorPalette.solid', transform: 'rotate(45deg)', boxSize: '7px' },
};

/** A state as a mark and a word; the mark differs in shape as well as in colour. */
export function StatusBadge({ state, size = 'md' }: { state: State; size?: 'sm' | 'md' }) {
  return (
    <chakra.span
      colorPalette={state.tone}
      display="inline-flex"
      alignItems="center"
      gap="1.5"
      px={size === 'md' ? '2.5' : '2'}
      h={size === 'md' ? '6' : '5'}
      rounded="full"
      bg={state.tone === 'gray' ? 'bg.muted' : 'colorPalette.subtle'}
      color={state.tone === 'gray' ? 'fg.muted' : 'colorPalette.fg'}
      textStyle="xs"
      fontWeight="medium"
      whiteSpace="nowrap"
      flexShrink={0}
      verticalAlign="middle"
    >
      <Box
        as="span"
        aria-hidden
        boxSize="2"
        rounded="full"
        flexShrink={0}
        {...marks[state.mark ?? 'dot']}
        {...(state.busy && { animation: 'pulse', animationDuration: '1.6s' })}
      />
      {state.label}
    </chakra.span>
  );
}
