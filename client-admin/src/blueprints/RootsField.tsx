import { Box, Flex, NativeSelect, Stack, Text } from '@chakra-ui/react';
import { IconAction } from '@hosterizer/ui/IconAction.tsx';
import type { Problems } from '@hosterizer/ui/fields';
import { providers } from '@hosterizer/ui/sites/providers.tsx';
import { LuTrash2 } from 'react-icons/lu';
import type { CloudProvider } from '../generated/graphql.ts';
import type { RootRow } from './form.ts';
import type { RootModule } from './useRootModules.ts';

type Props = {
  roots: readonly RootRow[];
  modules: readonly RootModule[];
  problems: Problems;
  onChange: (roots: readonly RootRow[]) => void;
};

const all = Object.keys(providers) as CloudProvider[];

/** Which root module builds it at each provider. */
export function RootsField({ roots, modules, problems, onChange }: Props) {
  const free = all.filter((provider) => !roots.some(({ cloudProvider }) => cloudProvider === provider));
  const put = (index: number, row: RootRow) => onChange(roots.with(index, row));
  return (
    <Stack as="fieldset" gap="3" border="0" minW="0">
      <Box as="legend" textStyle="sm" fontWeight="medium" mb="1.5">
        Modules
      </Box>
      {roots.length === 0 && (
        <Text textStyle="sm" color="fg.muted">
          It stands nowhere yet: add a provider, and choose the root module that builds it there.
        </Text>
      )}
      {roots.map((row, index) => (
        <Root
          key={row.cloudProvider}
          row={row}
          modules={modules}
          problem={problems[`roots.${index}.module`] ?? problems[`roots.${index}.version`]}
          onChange={(changed) => put(index, changed)}
          onRemove={() => onChange(roots.toSpliced(index, 1))}
        />
      ))}
      {problems['roots'] && <Wrong>{problems['roots']}</Wrong>}
      {free.length > 0 && (
        <NativeSelect.Root size="sm" w={{ base: 'full', sm: '220px' }}>
          <NativeSelect.Field
            aria-label="Add a provider"
            value=""
            onChange={(event) => {
              const cloudProvider = event.target.value as CloudProvider;
              onChange([...roots, { cloudProvider, module: '', version: '' }]);
            }}
          >
            <option value="">Add a provider</option>
            {free.map((provider) => (
              <option key={provider} value={provider}>
                {providers[provider].name}
              </option>
            ))}
          </NativeSelect.Field>
          <NativeSelect.Indicator />
        </NativeSelect.Root>
      )}
    </Stack>
  );
}

const Wrong = ({ children }: { children: string }) => (
  <Text role="alert" textStyle="xs" color="fg.error" overflowWrap="anywhere">
    {children}
  </Text>
);

type RootProps = {
  row: RootRow;
  modules: readonly RootModule[];
  problem: string | undefined;
  onChange: (row: RootRow) => void;
  onRemove: () => void;
};

function Root({ row, modules, problem, onChange, onRemove }: RootProps) {
  const { name, Icon } = providers[row.cloudProvider];
  const known = modules.find((module) => module.name === row.module);
  return (
    <Stack gap="1">
      <Flex gap="2" align={{ base: 'stretch', md: 'center' }} direction={{ base: 'column', md: 'row' }}>
        <Flex align="center" justify="space-between" w={{ md: '140px' }} flexShrink={0} gap="2">
          <Flex align="center" gap="2" textStyle="sm">
            <Icon aria-hidden /> {name}
          </Flex>
          <Box hideFrom="md">
            <Remove name={name} onRemove={onRemove} />
          </Box>
        </Flex>
        <Select
          label={`Module for ${name}`}
          value={row.module}
          none="Choose a module"
          choices={withOwn(
            modules.map((module) => ({ value: module.name, label: module.name })),
            row.module,
          )}
          onChange={(module) => onChange({ ...row, module, version: newestOf(modules, module) })}
        />
        <Select
          label={`Version for ${name}`}
          value={row.version}
          none="The newest"
          choices={withOwn(
            (known?.versions ?? []).map(({ version, deprecatedAt }) => ({
              value: version,
              label: deprecatedAt == null ? version : `${version} (deprecated)`,
            })),
            row.version,
          )}
          onChange={(version) => onChange({ ...row, version })}
        />
        <Box hideBelow="md">
          <Remove name={name} onRemove={onRemove} />
        </Box>
      </Flex>
      {problem && <Wrong>{problem}</Wrong>}
    </Stack>
  );
}

const Remove = ({ name, onRemove }: { name: string; onRemove: () => void }) => (
  <IconAction label={`Remove ${name}`} size="xs" onClick={onRemove}>
    <LuTrash2 />
  </IconAction>
);

const newestOf = (modules: readonly RootModule[], name: string): string => {
  const versions = modules.find((module) => module.name === name)?.versions ?? [];
  return (versions.find(({ deprecatedAt }) => deprecatedAt == null) ?? versions[0])?.version ?? '';
};

type Choice = { value: string; label: string };

/** While the modules load, what is chosen is shown all the same. */
const withOwn = (choices: readonly Choice[], own: string): readonly Choice[] =>
  own === '' || choices.some(({ value }) => value === own)
    ? choices
    : [{ value: own, label: own }, ...choices];

type SelectProps = {
  label: string;
  value: string;
  none: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
};

const Select = ({ label, value, none, choices, onChange }: SelectProps) => (
  <NativeSelect.Root size="sm" flex="1" minW="0">
    <NativeSelect.Field
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      textOverflow="ellipsis"
    >
      <option value="">{none}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </NativeSelect.Field>
    <NativeSelect.Indicator />
  </NativeSelect.Root>
);
