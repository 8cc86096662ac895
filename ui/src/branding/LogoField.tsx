import { Box, Button, chakra, HStack, Stack, Text } from '@chakra-ui/react';
import type { Mode } from '@hosterizer/kit/palette';
import { useId, useRef, useState } from 'react';
import { LuImageUp, LuTrash2 } from 'react-icons/lu';
import { pages } from '../theme/brand.ts';
import { pictureTypes, readPicture } from './picture.ts';

type Props = {
  label: string;
  /** On which pages it stands. */
  ground: Mode;
  value: string | null;
  problem: string | undefined;
  onChange: (value: string | null) => void;
};

/** A picture, chosen or dropped. */
export function LogoField({ label, ground, value, problem, onChange }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const trouble = refused ?? problem;

  async function take(file: File | undefined) {
    if (!file) return;
    const read = await readPicture(file);
    setRefused(read.problem);
    if (read.picture) onChange(read.picture);
  }
  return (
    <Stack gap="1.5" flex="1" minW="0">
      <chakra.label htmlFor={id} textStyle="sm" fontWeight="medium">
        {label}
      </chakra.label>
      <Stack
        gap="3"
        p="3"
        borderWidth="1px"
        borderStyle={value ? 'solid' : 'dashed'}
        borderColor={trouble ? 'fg.error' : isOver ? 'brand.solid' : 'border.emphasized'}
        bg={isOver ? 'brand.subtle' : undefined}
        rounded="l3"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!input.current?.matches(':disabled')) void take(event.dataTransfer.files[0]);
        }}
      >
        <Box
          h="16"
          rounded="l2"
          borderWidth="1px"
          display="flex"
          alignItems="center"
          justifyContent="center"
          p="2"
          style={{ background: pages[ground] }}
        >
          {value ? (
            <chakra.img src={value} alt={`${label}, as it is`} maxH="full" maxW="full" objectFit="contain" />
          ) : (
            <Text textStyle="xs" style={{ color: ground === 'light' ? '#55555f' : '#a3a3ae' }}>
              {ground === 'dark' ? 'The other one is used' : 'The platform’s mark is used'}
            </Text>
          )}
        </Box>
        <HStack gap="2" wrap="wrap">
          <chakra.input
            ref={input}
            id={id}
            type="file"
            srOnly
            accept={pictureTypes.join(',')}
            aria-describedby={`${id}-hint`}
            aria-invalid={!!trouble}
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = '';
            }}
            css={{
              '&:focus-visible + label': {
                outline: '2px solid',
                outlineColor: 'brand.focusRing',
                outlineOffset: '2px',
              },
            }}
          />
          <Button size="xs" variant="outline" asChild>
            <label htmlFor={id}>
              <LuImageUp /> {value ? 'Replace' : 'Choose'}
            </label>
          </Button>
          {value && (
            <Button
              size="xs"
              variant="ghost"
              colorPalette="gray"
              aria-label={`Remove ${label}`}
              onClick={() => onChange(null)}
            >
              <LuTrash2 /> Remove
            </Button>
          )}
        </HStack>
      </Stack>
      {trouble ? (
        <Text id={`${id}-hint`} role="alert" textStyle="xs" color="fg.error">
          {trouble}
        </Text>
      ) : (
        <Text id={`${id}-hint`} textStyle="xs" color="fg.muted">
          PNG, JPEG or WebP, at most 256 kB. Drop it here, too.
        </Text>
      )}
    </Stack>
  );
}
