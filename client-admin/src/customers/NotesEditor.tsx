import { Box, Button, Grid, HStack, Input, Stack, Text } from '@chakra-ui/react';
import { IconAction } from '@hosterizer/ui/IconAction.tsx';
import { LuPlus, LuTrash2 } from 'react-icons/lu';
import { mostNotes, type Note } from './notes.ts';

type Props = { notes: readonly Note[]; onChange: (notes: Note[]) => void };

/** Names and texts, a line each. */
export function NotesEditor({ notes, onChange }: Props) {
  const put = (at: number, part: Partial<Note>) =>
    onChange(notes.map((note, index) => (index === at ? { ...note, ...part } : note)));
  return (
    <Stack gap="2" align="flex-start">
      {notes.length === 0 && (
        <Text textStyle="sm" color="fg.muted">
          Nothing noted yet: a contract's number, say, or whom to call.
        </Text>
      )}
      {notes.map(({ name, text }, index) => (
        <Grid
          key={index}
          w="full"
          gap="2"
          alignItems="center"
          templateColumns={{ base: '1fr auto', sm: 'minmax(0, 2fr) minmax(0, 3fr) auto' }}
        >
          <Input
            size="sm"
            aria-label={`Name of note ${index + 1}`}
            placeholder="Name"
            value={name}
            maxLength={100}
            onChange={(event) => put(index, { name: event.target.value })}
          />
          <Box gridRow={{ base: 2, sm: 'auto' }} gridColumn={{ base: '1 / -1', sm: 'auto' }}>
            <Input
              size="sm"
              aria-label={`Text of note ${index + 1}`}
              placeholder="Text"
              value={text}
              maxLength={1000}
              onChange={(event) => put(index, { text: event.target.value })}
            />
          </Box>
          <IconAction
            label={`Remove note ${name || index + 1}`}
            size="sm"
            onClick={() => onChange(notes.filter((_, at) => at !== index))}
          >
            <LuTrash2 />
          </IconAction>
        </Grid>
      ))}
      <HStack gap="3">
        <Button
          size="xs"
          variant="outline"
          disabled={notes.length >= mostNotes}
          onClick={() => onChange([...notes, { name: '', text: '' }])}
        >
          <LuPlus /> Add a note
        </Button>
        {notes.length >= mostNotes && (
          <Text textStyle="xs" color="fg.muted">
            {mostNotes} are the most that can be kept.
          </Text>
        )}
      </HStack>
    </Stack>
  );
}
