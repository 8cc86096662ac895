import { Box, chakra, Flex, Spinner, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { LuBan, LuCheck, LuCircleHelp, LuX } from 'react-icons/lu';
import type { DeploymentPhase } from '../generated/graphql.ts';
import { Duration } from '../RelativeTime.tsx';
import type { Step } from './phases.ts';

type Props = {
  steps: readonly Step[];
  /** Whether the log has lines of a phase, so that its step can lead there. */
  hasLines: (phase: DeploymentPhase) => boolean;
  onPick: (phase: DeploymentPhase) => void;
};

const bars: Record<Step['state'], string> = {
  done: 'green.solid',
  active: 'blue.solid',
  failed: 'red.solid',
  cancelled: 'fg.subtle',
  unknown: 'orange.solid',
  upcoming: 'bg.emphasized',
  skipped: 'bg.emphasized',
};

const words: Record<Step['state'], string> = {
  done: 'done',
  active: 'in progress',
  failed: 'failed',
  cancelled: 'cancelled here',
  unknown: 'outcome being checked',
  upcoming: 'to come',
  skipped: 'not reached',
};

/** The phases side by side with how long each took; each leads to its first line in the log. */
export function PhaseBar({ steps, hasLines, onPick }: Props) {
  return (
    <Flex
      as="ol"
      listStyleType="none"
      aria-label="Phases"
      gap={{ base: '0', md: '4' }}
      direction={{ base: 'column', md: 'row' }}
      px="4"
      py={{ base: '2', md: '3.5' }}
    >
      {steps.map((step) => (
        <Item
          key={step.phase}
          step={step}
          {...(hasLines(step.phase) && { onPick: () => onPick(step.phase) })}
        />
      ))}
    </Flex>
  );
}

function Item({ step, onPick }: { step: Step; onPick?: () => void }) {
  const { state, label, startedAt, endedAt } = step;
  const quiet = state === 'upcoming' || state === 'skipped';
  const content = (
    <>
      <Icon state={state} />
      <Text
        as="span"
        textStyle="sm"
        fontWeight={state === 'active' || state === 'failed' ? 'semibold' : 'medium'}
        color={quiet ? 'fg.muted' : 'fg'}
        textDecoration={state === 'skipped' ? 'line-through' : undefined}
        truncate
      >
        {label}
      </Text>
      <Text
        as="span"
        ms="auto"
        textStyle="xs"
        color="fg.muted"
        fontVariantNumeric="tabular-nums"
        whiteSpace="nowrap"
      >
        {startedAt && (endedAt || state === 'active' || state === 'unknown') ? (
          <Duration from={startedAt} to={endedAt} />
        ) : (
          step.phase !== 'FINISHED' && '—'
        )}
      </Text>
      <chakra.span srOnly>, {words[state]}</chakra.span>
    </>
  );
  return (
    <Flex
      as="li"
      flex="1"
      minW="0"
      direction={{ base: 'row', md: 'column' }}
      align={{ base: 'stretch', md: 'stretch' }}
      gap={{ base: '3', md: '2' }}
      aria-current={state === 'active' ? 'step' : undefined}
    >
      <Box
        h={{ base: 'auto', md: '1' }}
        w={{ base: '1', md: 'auto' }}
        rounded="full"
        my={{ base: '1', md: '0' }}
        bg={bars[state]}
        position="relative"
        overflow="hidden"
        flexShrink={0}
      >
        {state === 'active' && <Sheen />}
      </Box>
      <Line {...(onPick && { onPick })}>{content}</Line>
    </Flex>
  );
}

function Line({ onPick, children }: { onPick?: () => void; children: ReactNode }) {
  const look = {
    display: 'flex',
    alignItems: 'center',
    gap: '2',
    minW: '0',
    w: 'full',
    py: { base: '1.5', md: '0' },
  } as const;
  if (!onPick) return <Box {...look}>{children}</Box>;
  return (
    <chakra.button
      type="button"
      {...look}
      textAlign="start"
      rounded="sm"
      cursor="pointer"
      title="Show in the log"
      focusVisibleRing="outside"
      _hover={{ '& > span:first-of-type': { textDecoration: 'underline' } }}
      onClick={onPick}
    >
      {children}
    </chakra.button>
  );
}

/** Light that runs along the bar of the step that lasts. */
function Sheen() {
  return (
    <Box
      position="absolute"
      inset="0"
      hideBelow="md"
      bg="linear-gradient(90deg, transparent, rgb(255 255 255 / 0.55), transparent)"
      css={{
        animation: 'phase-sheen 1.8s linear infinite',
        '@keyframes phase-sheen': {
          from: { transform: 'translateX(-100%)' },
          to: { transform: 'translateX(100%)' },
        },
        '@media (prefers-reduced-motion: reduce)': { display: 'none' },
      }}
    />
  );
}

function Icon({ state }: { state: Step['state'] }) {
  const size = { flexShrink: 0, boxSize: '4', display: 'grid', placeItems: 'center' } as const;
  switch (state) {
    case 'done':
      return (
        <Box {...size} color="green.fg" aria-hidden>
          <LuCheck />
        </Box>
      );
    case 'active':
      return <Spinner size="xs" boxSize="3.5" color="blue.fg" flexShrink={0} aria-hidden />;
    case 'failed':
      return (
        <Box {...size} color="red.fg" aria-hidden>
          <LuX />
        </Box>
      );
    case 'cancelled':
      return (
        <Box {...size} color="fg.muted" aria-hidden>
          <LuBan />
        </Box>
      );
    case 'unknown':
      return (
        <Box {...size} color="orange.fg" aria-hidden>
          <LuCircleHelp />
        </Box>
      );
    default:
      return (
        <Box
          boxSize="3.5"
          flexShrink={0}
          rounded="full"
          borderWidth="2px"
          borderColor="border.emphasized"
          aria-hidden
        />
      );
  }
}
