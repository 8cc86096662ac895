import { Box, chakra, Flex } from '@chakra-ui/react';
import { useRef, type Ref } from 'react';

/** As high as a line of the text is drawn; the numbers beside it have to agree. */
const lineHeight = 20;

type Props = {
  /** What it is called, unless a label names it by `id`. */
  label?: string;
  id?: string;
  value: string;
  /** Without it the text can only be read. */
  onChange?: (value: string) => void;
  /** Lines that something is wrong with, from 1. */
  marked: readonly number[];
  rows: number;
  describedBy?: string | undefined;
  ref?: Ref<HTMLTextAreaElement>;
};

/** A text with numbered lines, as programs and schemas are written. */
export function CodeField(props: Props) {
  const { label, id, value, onChange, marked, rows, describedBy, ref } = props;
  const gutter = useRef<HTMLDivElement>(null);
  const count = value.split('\n').length;
  return (
    <Flex
      w="full"
      h={`${rows * lineHeight + 18}px`}
      borderWidth="1px"
      borderColor={marked.length > 0 ? 'border.error' : 'border'}
      rounded="l2"
      overflow="hidden"
      fontFamily="mono"
      fontSize="13px"
      lineHeight={`${lineHeight}px`}
      bg="bg.panel"
      css={{
        '&:focus-within': { outline: '2px solid', outlineColor: 'brand.focusRing', outlineOffset: '-1px' },
      }}
    >
      <Box ref={gutter} aria-hidden flexShrink={0} overflow="hidden" bg="bg.subtle" borderEndWidth="1px">
        {/* As far below the last line as the text may be scrolled: it has a scroll bar, and the numbers have none. */}
        <Box py="2" pb="10" minW="10" textAlign="end" color="fg.muted" userSelect="none">
          {Array.from({ length: count }, (_, index) => (
            <Line key={index} number={index + 1} isMarked={marked.includes(index + 1)} />
          ))}
        </Box>
      </Box>
      <chakra.textarea
        ref={ref}
        id={id}
        {...(label !== undefined && { 'aria-label': label })}
        aria-describedby={describedBy}
        aria-invalid={marked.length > 0}
        value={value}
        readOnly={!onChange}
        onChange={(event) => onChange?.(event.target.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        wrap="off"
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        flex="1"
        minW="0"
        px="3"
        py="2"
        resize="none"
        bg="transparent"
        outline="none"
        css={{ tabSize: 2 }}
      />
    </Flex>
  );
}

const Line = ({ number, isMarked }: { number: number; isMarked: boolean }) => (
  <Box
    px="2"
    h={`${lineHeight}px`}
    {...(isMarked && { bg: 'bg.error', color: 'fg.error', fontWeight: 'bold' })}
  >
    {isMarked ? `›${number}` : number}
  </Box>
);

/** Puts the cursor at the beginning of a line, and the line where it can be seen. */
export function showLine(field: HTMLTextAreaElement | null, line: number): void {
  if (!field) return;
  const before = field.value.split('\n').slice(0, line - 1);
  const start = before.join('\n').length + (line > 1 ? 1 : 0);
  const end = field.value.indexOf('\n', start);
  field.focus();
  field.setSelectionRange(start, end === -1 ? field.value.length : end);
  field.scrollTop = Math.max(0, (line - 4) * lineHeight);
}
