import { Badge, Box, chakra, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { AttributeChanges } from './AttributeChanges.tsx';
import { Breakable } from './Breakable.tsx';
import { splitAddress } from './group.ts';
import type { ResourceOf } from './ResourceList.tsx';
import { sayReason, type Look } from './words.ts';

/** One resource; it opens to why, and to what changes attribute by attribute. */
export function ResourceItem({
  resource,
  look,
  isOpen,
}: {
  resource: ResourceOf;
  look: Look;
  isOpen: boolean;
}) {
  const { address, action, reason, changes } = resource;
  const [open, setOpen] = useState(isOpen);
  const opens = changes.length > 0 || !!reason;
  const forced = changes.filter(({ replaces }) => replaces).length;
  const content = (
    <>
      <chakra.span color="colorPalette.fg" fontWeight="bold" w="1.5ch" flexShrink={0} aria-hidden>
        {look.sign}
      </chakra.span>
      <chakra.span overflowWrap="anywhere" minW="0">
        <Breakable text={splitAddress(address).name} />
      </chakra.span>
      <chakra.span
        ms="auto"
        ps="2"
        color="fg.muted"
        fontFamily="body"
        whiteSpace="nowrap"
        display="inline-flex"
        alignItems="center"
        gap="2"
      >
        {forced > 0 && (
          <Badge size="xs" colorPalette="purple" hideBelow="sm">
            forces replacement
          </Badge>
        )}
        {changes.length > 0 && `${changes.length} ${changes.length === 1 ? 'attribute' : 'attributes'}`}
      </chakra.span>
    </>
  );
  const row = {
    display: 'flex',
    alignItems: 'baseline',
    gap: '2',
    w: 'full',
    ps: '9',
    pe: '4',
    py: '1',
    fontFamily: 'mono',
    textStyle: 'xs',
    textAlign: 'start',
    minW: '0',
  } as const;
  return (
    <chakra.li title={address} css={{ contentVisibility: 'auto', containIntrinsicSize: 'auto 26px' }}>
      {opens ? (
        <chakra.button
          type="button"
          aria-expanded={open}
          {...row}
          cursor="pointer"
          _hover={{ bg: 'bg.muted' }}
          focusVisibleRing="inside"
          onClick={() => setOpen(!open)}
        >
          {content}
        </chakra.button>
      ) : (
        <Box {...row}>{content}</Box>
      )}
      {open && opens && (
        <Box ps={{ base: '9', sm: '14' }} pe="4" pt="1" pb="3">
          {reason && (
            <Text textStyle="xs" color="fg.muted" mb="1.5">
              {sayReason(reason)}
            </Text>
          )}
          <AttributeChanges
            changes={changes}
            label={`Attributes of ${address}`}
            isGone={action === 'DELETE'}
          />
        </Box>
      )}
    </chakra.li>
  );
}
