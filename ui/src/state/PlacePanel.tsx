import { Box, Button } from '@chakra-ui/react';
import { useState } from 'react';
import { Facts } from '../Facts.tsx';
import type { StateMovePartsFragment, StatePlacePartsFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import { MoveProgress } from './MoveProgress.tsx';
import { factsOf } from './places.ts';

type Props = {
  siteId: string;
  place: StatePlacePartsFragment;
  move: StateMovePartsFragment | null;
  isLocked: boolean;
};

/** Where the state lies, and the way to move it. */
export function PlacePanel({ siteId, place, move, isLocked }: Props) {
  const [moving, setMoving] = useState(false);
  const inUse = isLocked ? 'Somebody holds the lock on the state. Wait until it is free.' : null;
  return (
    <Panel
      title="Where the state lies"
      aside={
        <PermissionGate scope="state:write" refused={move ? 'It is being moved already.' : inUse}>
          <Button size="xs" variant="outline" onClick={() => setMoving(true)}>
            Move the state
          </Button>
        </PermissionGate>
      }
    >
      <Box borderTopWidth="1px" px="4" py="3">
        <Box maxW="520px">
          <Facts
            facts={[
              ...factsOf(place),
              ...(place.since ? [['Since', <RelativeTime key="since" at={place.since} />] as const] : []),
            ]}
          />
          {move && !moving && <MoveProgress move={move} />}
        </Box>
      </Box>
      <MoveDialog siteId={siteId} place={place} move={move} open={moving} onClose={() => setMoving(false)} />
    </Panel>
  );
}
