import { Badge, Box, Code, HStack, Stack, Text } from '@chakra-ui/react';
import { DataTable, type Column } from '@hosterizer/ui/DataTable.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import type { ModuleVersionDetailFragment } from '../generated/graphql.ts';
import { sayDefault } from './words.ts';

type Input = ModuleVersionDetailFragment['inputs'][number];
type Output = ModuleVersionDetailFragment['outputs'][number];

const Hcl = ({ children, ...box }: { children: string; hideFrom?: 'md' }) => (
  <Code size="sm" variant="plain" px="0" whiteSpace="pre-wrap" overflowWrap="anywhere" color="fg" {...box}>
    {children}
  </Code>
);

const Mark = ({ children }: { children: string }) => (
  <Badge size="sm" variant="outline" colorPalette="gray">
    {children}
  </Badge>
);

function Named({ name, description, marks }: { name: string; description: string; marks: string[] }) {
  return (
    <Stack gap="0.5" py="1.5">
      <HStack gap="2" wrap="wrap" rowGap="0.5">
        <Code size="sm" variant="plain" px="0" fontWeight="medium" overflowWrap="anywhere" color="fg">
          {name}
        </Code>
        {marks.map((mark) => (
          <Mark key={mark}>{mark}</Mark>
        ))}
      </HStack>
      {description !== '' && (
        <Text textStyle="xs" color="fg.muted" overflowWrap="anywhere">
          {description}
        </Text>
      )}
    </Stack>
  );
}

const inputColumns: ReadonlyArray<Column<Input & { id: string }>> = [
  {
    key: 'name',
    header: 'Input',
    cell: ({ name, description, required, sensitive, type }) => (
      <>
        <Named
          name={name}
          description={description}
          marks={[...(required ? ['required'] : []), ...(sensitive ? ['secret'] : [])]}
        />
        <Box hideFrom="md" pb="1.5">
          <Hcl>{type}</Hcl>
        </Box>
      </>
    ),
  },
  { key: 'type', header: 'Type', from: 'md', cell: ({ type }) => <Hcl>{type}</Hcl> },
  {
    key: 'default',
    header: 'Default',
    width: '20%',
    from: 'md',
    cell: (input) => <Hcl>{sayDefault(input.default)}</Hcl>,
  },
  {
    key: 'where',
    header: 'Where',
    width: '160px',
    from: 'lg',
    cell: ({ file, line }) => (
      <Box textStyle="xs" color="fg.muted" truncate title={file}>
        {file.split('/').at(-1)}
        {line != null && `, line ${line}`}
      </Box>
    ),
  },
];

const outputColumns: ReadonlyArray<Column<Output & { id: string }>> = [
  {
    key: 'name',
    header: 'Output',
    cell: ({ name, description, sensitive }) => (
      <Named name={name} description={description} marks={sensitive ? ['secret'] : []} />
    ),
  },
];

const Nothing = ({ children }: { children: string }) => (
  <Text px="4" py="4" borderTopWidth="1px" textStyle="sm" color="fg.muted">
    {children}
  </Text>
);

export const Inputs = ({ inputs }: { inputs: readonly Input[] }) => (
  <Panel title={`Inputs: ${inputs.length}`} overflow="hidden">
    <DataTable
      label="Inputs"
      columns={inputColumns}
      rows={inputs.map((input) => ({ ...input, id: input.name }))}
      empty={<Nothing>It takes nothing.</Nothing>}
    />
  </Panel>
);

export const Outputs = ({ outputs }: { outputs: readonly Output[] }) => (
  <Panel title={`Outputs: ${outputs.length}`} overflow="hidden">
    <DataTable
      label="Outputs"
      columns={outputColumns}
      rows={outputs.map((output) => ({ ...output, id: output.name }))}
      empty={<Nothing>It gives nothing.</Nothing>}
    />
  </Panel>
);
