import { Button, Flex, Input, Stack } from '@chakra-ui/react';
import { useId, useState, type KeyboardEvent } from 'react';
import { LuPlus } from 'react-icons/lu';
import { ProblemText } from './ProblemText.tsx';

type Props = { taken: readonly string[] };

const problemOf = (name: string, taken: readonly string[]) =>
  name === '' ? 'Give it a name.' : taken.includes(name) ? 'There is one of this name.' : undefined;

/** Enter means this field and not the whole form. */
const onEnter = (work: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  work();
};

const look = { size: 'xs', fontFamily: 'mono', autoComplete: 'off', spellCheck: false } as const;

/** The name of an entry, which is another one only when it has been typed to its end. */
export function EntryName({
  name,
  taken,
  onRename,
}: Props & { name: string; onRename: (to: string) => void }) {
  const [text, setText] = useState<string | null>(null);
  const problem = text === null || text === name ? undefined : problemOf(text, taken);
  const id = useId();
  function commit() {
    if (text === null || problem) return;
    if (text !== name) onRename(text);
    setText(null);
  }
  return (
    <Stack gap="1" flex="1" minW="0">
      <Input
        {...look}
        aria-label={`Name of ${name}`}
        aria-invalid={!!problem}
        aria-describedby={problem && id}
        value={text ?? name}
        onChange={({ target }) => setText(target.value.trim())}
        onBlur={commit}
        onKeyDown={onEnter(commit)}
      />
      <ProblemText id={id} text={problem} />
    </Stack>
  );
}

/** A name, and with it one entry more. */
export function NewEntry({ title, taken, onAdd }: Props & { title: string; onAdd: (name: string) => void }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const id = useId();
  function add() {
    const found = problemOf(text, taken);
    setProblem(found);
    if (found) return;
    onAdd(text);
    setText('');
  }
  return (
    <Stack gap="1">
      <Flex gap="2" maxW="420px">
        <Input
          {...look}
          aria-label={`Name of what is added to ${title}`}
          placeholder="Name"
          aria-invalid={!!problem}
          aria-describedby={problem && id}
          value={text}
          onChange={({ target }) => {
            setText(target.value.trim());
            setProblem(undefined);
          }}
          onKeyDown={onEnter(add)}
        />
        <Button size="xs" variant="outline" onClick={add}>
          <LuPlus /> Add to {title}
        </Button>
      </Flex>
      <ProblemText id={id} text={problem} />
    </Stack>
  );
}
