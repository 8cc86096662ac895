import { useMutation } from '@apollo/client/react';
import { Box, Button, Field, Flex, HStack, Input, Stack } from '@chakra-ui/react';
import { Choices, type ChoiceOf } from '@hosterizer/ui/Choices.tsx';
import { sortFailure, type Problems } from '@hosterizer/ui/fields';
import type { Failure } from '@hosterizer/ui/failure';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { ProblemList } from '../ProblemList.tsx';
import { problemsIn, type Problem } from '../problems.ts';
import type { RegisterModuleInput } from '../generated/graphql.ts';
import { useLeaving } from '../useLeaving.ts';
import { RegisterModule } from './documents.ts';
import { FilesField } from './FilesField.tsx';
import type { Brought } from './files.ts';
import { GitFields, type GitForm } from './GitFields.tsx';
import { LeaveField } from './LeaveField.tsx';
import { modulePath } from './words.ts';

type Way = 'FILES' | 'GIT';
const ways: ReadonlyArray<ChoiceOf<Way>> = [
  { value: 'FILES', name: 'Files', meaning: 'Chosen or dropped here.' },
  {
    value: 'GIT',
    name: 'Git',
    meaning: 'Read once, at a tag; what is kept does not change when the tag moves.',
  },
];
const fields = ['name', 'version', 'files', 'git', 'mayRunCommands'];

type Form = { name: string; version: string; way: Way; git: GitForm; leave: boolean };

/** Brings a version of a module along. */
export function RegisterPage() {
  const [params] = useSearchParams();
  const [form, setForm] = useState<Form>({
    ...{ name: params.get('name') ?? '', version: '', way: 'FILES', leave: false },
    git: { url: '', tag: '', path: '' },
  });
  const [files, setFiles] = useState<readonly Brought[]>([]);
  const { warning, leave } = useLeaving(files.length > 0 || form.git.url !== '');
  const { send, problems, found, failure, loading } = useRegistering(leave);
  const put = (part: Partial<Form>) => setForm((old) => ({ ...old, ...part }));

  function submit(event: FormEvent) {
    event.preventDefault();
    void send(inputOf(form, files));
  }
  return (
    <Page
      title="Register a version"
      crumbs={[{ label: 'Modules', to: '/modules' }]}
      meta="It is read, looked at and kept with all modules that it names. What is kept of a version never changes."
    >
      {warning}
      <form onSubmit={submit} noValidate aria-label="Register a version">
        <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
          <Panel flex="1" w="full" p="4">
            <Stack gap="5">
              <FormFailure failure={failure} />
              <Names form={form} problems={problems} onChange={put} />
              <Choices
                legend="Where it is"
                value={form.way}
                choices={ways}
                onChange={(way) => put({ way })}
              />
              {form.way === 'FILES' ? (
                <FilesField
                  module={form.name.trim()}
                  files={files}
                  found={found}
                  problem={problems['files']}
                  onChange={setFiles}
                />
              ) : (
                <GitFields value={form.git} problems={problems} onChange={(git) => put({ git })} />
              )}
              <LeaveField
                checked={form.leave}
                problem={problems['mayRunCommands']}
                onChange={(leave) => put({ leave })}
              />
              <HStack>
                <PermissionGate scope="registry:write">
                  <Button type="submit" size="sm" colorPalette="brand" loading={loading}>
                    Register
                  </Button>
                </PermissionGate>
              </HStack>
            </Stack>
          </Panel>
          {found.length > 0 && <Found problems={found} />}
        </Flex>
      </form>
    </Page>
  );
}

type NamesProps = { form: Form; problems: Problems; onChange: (part: Partial<Form>) => void };

const Names = ({ form, problems, onChange }: NamesProps) => (
  <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
    <Field.Root required invalid={!!problems['name']}>
      <Field.Label>Name</Field.Label>
      <Input
        value={form.name}
        maxLength={200}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <Field.HelperText>
        The path of its folder, such as modules/acme/network, or blueprints/shop/aws for a blueprint’s root
        module.
      </Field.HelperText>
      <Field.ErrorText>{problems['name']}</Field.ErrorText>
    </Field.Root>
    <Field.Root required invalid={!!problems['version']} w={{ sm: '200px' }} flexShrink={0}>
      <Field.Label>Version</Field.Label>
      <Input
        value={form.version}
        maxLength={100}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => onChange({ version: event.target.value })}
      />
      <Field.HelperText>Such as 1.4.0.</Field.HelperText>
      <Field.ErrorText>{problems['version']}</Field.ErrorText>
    </Field.Root>
  </Flex>
);

const Found = ({ problems }: { problems: readonly Problem[] }) => (
  <Panel title={`Problems: ${problems.length}`} w={{ base: 'full', xl: '420px' }} flexShrink={0}>
    <Box borderTopWidth="1px" role="alert">
      <ProblemList label="Problems" problems={problems} />
    </Box>
  </Panel>
);

function inputOf({ name, version, way, git, leave }: Form, files: readonly Brought[]): RegisterModuleInput {
  return {
    ...{ name: name.trim(), version: version.trim(), mayRunCommands: leave },
    ...(way === 'FILES'
      ? { files: files.map(({ path, content }) => ({ path, content })) }
      : { git: { url: git.url.trim(), tag: git.tag.trim(), path: git.path.trim() } }),
  };
}

/** Sends it, and keeps what was wrong with it: of the form's fields, and of the Terraform that was sent. */
function useRegistering(onDone: (path: string) => void) {
  const [problems, setProblems] = useState<Problems>({});
  const [found, setFound] = useState<readonly Problem[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [registerModule, { loading }] = useMutation(RegisterModule);

  async function send(input: RegisterModuleInput) {
    setFailure(null);
    setProblems({});
    setFound([]);
    try {
      const { data } = await registerModule({ variables: { input } });
      const { name, version } = data!.registerModule;
      say(`Version ${version} is registered`, name);
      onDone(modulePath(name, version));
    } catch (refusal) {
      const all = problemsIn(refusal);
      setFound(all);
      const sorted = sortFailure(refusal, fields);
      // A problem of the Terraform may have the name of an input of ours, such as `version`.
      if (all.length === 0 || sorted.problems['mayRunCommands']) setProblems(sorted.problems);
      if (all.length === 0) setFailure(sorted.rest);
    }
  }
  return { send, problems, found, failure, loading };
}
