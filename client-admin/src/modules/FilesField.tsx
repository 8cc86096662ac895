import { Box, Button, chakra, HStack, Stack, Text } from '@chakra-ui/react';
import { IconAction } from '@hosterizer/ui/IconAction.tsx';
import { saySize } from '@hosterizer/ui/state/size';
import { useEffect, useId, useRef, useState } from 'react';
import { LuFileUp, LuFolderUp, LuTrash2 } from 'react-icons/lu';
import { CodeField, showLine } from '../CodeField.tsx';
import type { Problem } from '../problems.ts';
import { readFiles, withFiles, type Brought } from './files.ts';

type Props = {
  /** Its name, with which problems' files begin. */
  module: string;
  files: readonly Brought[];
  /** What is wrong with them. */
  found: readonly Problem[];
  problem: string | undefined;
  onChange: (files: readonly Brought[]) => void;
};

/** The files of a module, chosen, dropped, or a whole folder; each can be looked at, with what is wrong in it. */
export function FilesField({ module, files, found, problem, onChange }: Props) {
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [shown, setShown] = useState<string>();
  const linesIn = (path: string) =>
    found.flatMap(({ file, line }) => (file === `${module}/${path}` ? [line ?? 1] : []));
  const first = files.find(({ path }) => linesIn(path).length > 0)?.path;
  // Upon a refusal the first file that has something wrong is opened.
  useEffect(() => setShown(first), [first, found]);

  async function take(chosen: readonly File[]) {
    const read = await readFiles(chosen);
    setRefused(read.problems);
    onChange(withFiles(files, read.files));
  }
  return (
    <Stack
      as="fieldset"
      gap="3"
      p="3"
      minW="0"
      borderWidth="1px"
      borderStyle={files.length > 0 ? 'solid' : 'dashed'}
      borderColor={problem ? 'border.error' : isOver ? 'brand.solid' : 'border.emphasized'}
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
        void take([...event.dataTransfer.files]);
      }}
    >
      <chakra.legend srOnly>Files</chakra.legend>
      <HStack gap="2" wrap="wrap">
        <Picker label="Choose files" onTake={take} />
        <Picker label="Choose a folder" isFolder onTake={take} />
        <Text textStyle="xs" color="fg.muted">
          {files.length === 0 ? 'Or drop *.tf files here.' : sayAll(files)}
        </Text>
      </HStack>
      {[...(problem ? [problem] : []), ...refused].map((sentence) => (
        <Text key={sentence} role="alert" textStyle="xs" color="fg.error" overflowWrap="anywhere">
          {sentence}
        </Text>
      ))}
      {files.length > 0 && (
        <Stack as="ul" aria-label="Files" listStyleType="none" gap="0">
          {files.map((file) => (
            <FileRow
              key={file.path}
              file={file}
              lines={linesIn(file.path)}
              isShown={file.path === shown}
              onShow={() => setShown(file.path === shown ? undefined : file.path)}
              onRemove={() => onChange(files.filter(({ path }) => path !== file.path))}
            />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

const sayAll = (files: readonly Brought[]) =>
  `${files.length === 1 ? '1 file' : `${files.length} files`}, ${saySize(files.reduce((sum, { bytes }) => sum + bytes, 0))}`;

type RowProps = {
  file: Brought;
  lines: readonly number[];
  isShown: boolean;
  onShow: () => void;
  onRemove: () => void;
};

function FileRow({ file: { path, content, bytes }, lines, isShown, onShow, onRemove }: RowProps) {
  const text = useRef<HTMLTextAreaElement>(null);
  const [line] = lines;
  useEffect(() => {
    if (isShown && line !== undefined) showLine(text.current, line);
  }, [isShown, line]);
  return (
    <Box as="li" borderTopWidth="1px" py="1">
      <HStack gap="2">
        <Button
          variant="ghost"
          colorPalette="gray"
          size="xs"
          flex="1"
          minW="0"
          justifyContent="flex-start"
          aria-expanded={isShown}
          onClick={onShow}
        >
          <Box as="span" truncate fontFamily="mono">
            {path}
          </Box>
          {lines.length > 0 && (
            <Box as="span" color="fg.error">
              {lines.length === 1 ? `line ${lines[0]}` : `${lines.length} problems`}
            </Box>
          )}
        </Button>
        <Text textStyle="xs" color="fg.muted" fontVariantNumeric="tabular-nums" whiteSpace="nowrap">
          {saySize(bytes)}
        </Text>
        <IconAction label={`Remove ${path}`} size="2xs" onClick={onRemove}>
          <LuTrash2 />
        </IconAction>
      </HStack>
      {isShown && (
        <Box py="2">
          <CodeField
            ref={text}
            label={`Text of ${path}`}
            value={content}
            marked={lines}
            rows={Math.min(16, content.split('\n').length)}
          />
        </Box>
      )}
    </Box>
  );
}

type PickerProps = { label: string; isFolder?: boolean; onTake: (files: readonly File[]) => Promise<void> };

function Picker({ label, isFolder = false, onTake }: PickerProps) {
  const id = useId();
  return (
    <>
      <chakra.input
        id={id}
        type="file"
        multiple
        srOnly
        {...(isFolder && { webkitdirectory: '' })}
        onChange={(event) => {
          void onTake([...(event.target.files ?? [])]);
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
          {isFolder ? <LuFolderUp /> : <LuFileUp />} {label}
        </label>
      </Button>
    </>
  );
}
