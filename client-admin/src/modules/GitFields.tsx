import { Field, Flex, Input, Stack } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';

export type GitForm = { url: string; tag: string; path: string };

type Props = { value: GitForm; problems: Problems; onChange: (value: GitForm) => void };

/** Where Git has a module. */
export function GitFields({ value, problems, onChange }: Props) {
  const field = (name: keyof GitForm) => ({
    value: value[name],
    spellCheck: false,
    autoCapitalize: 'none',
    onChange: (event: { target: { value: string } }) => onChange({ ...value, [name]: event.target.value }),
  });
  return (
    <Stack gap="4">
      <Field.Root required invalid={!!(problems['git.url'] ?? problems['git'])}>
        <Field.Label>Address of the repository</Field.Label>
        <Input type="url" {...field('url')} placeholder="https://git.example/terraform.git" />
        <Field.HelperText>
          Without a password in it: the platform reads what everybody may read, or with its own key by ssh.
        </Field.HelperText>
        <Field.ErrorText>{problems['git.url'] ?? problems['git']}</Field.ErrorText>
      </Field.Root>
      <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
        <Field.Root required invalid={!!problems['git.tag']}>
          <Field.Label>Tag</Field.Label>
          <Input {...field('tag')} maxLength={200} placeholder="v1.4.0" />
          <Field.ErrorText>{problems['git.tag']}</Field.ErrorText>
        </Field.Root>
        <Field.Root invalid={!!problems['git.path']}>
          <Field.Label>Folder</Field.Label>
          <Input {...field('path')} maxLength={500} />
          <Field.HelperText>Empty when the module is the whole repository.</Field.HelperText>
          <Field.ErrorText>{problems['git.path']}</Field.ErrorText>
        </Field.Root>
      </Flex>
    </Stack>
  );
}
