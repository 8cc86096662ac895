import { Box, Flex, Stack, Text } from '@chakra-ui/react';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { asSchema } from '@hosterizer/ui/schema-form/schema';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import {
  useDeferredValue,
  useId,
  useMemo,
  useRef,
  useState,
  type ComponentProps,
  type FormEvent,
} from 'react';
import { showLine } from '../CodeField.tsx';
import type { WrittenVersionFragment } from '../generated/graphql.ts';
import { ProblemList } from '../ProblemList.tsx';
import { DraftActions } from './DraftActions.tsx';
import { formOf, isSameForm, type DraftForm } from './form.ts';
import { FormPreview } from './FormPreview.tsx';
import { readJson, type JsonText } from './json-text.ts';
import { lineOf } from './places.ts';
import { previewOf } from './preview.ts';
import { RootsField } from './RootsField.tsx';
import { SchemaField } from './SchemaField.tsx';
import { useLeaving } from '../useLeaving.ts';
import { TextsFields } from './TextsFields.tsx';
import { useDraft } from './useDraft.ts';
import { useRootModules } from './useRootModules.ts';

type Props = { name: string; newest: WrittenVersionFragment };

/** Writes the draft; the form that it makes stands beside it, and what is wrong with it. */
export function DraftEditor({ name, newest }: Props) {
  const may = useMay('registry:write');
  const id = useId();
  const [form, setForm] = useState(() => formOf(newest));
  const modules = useRootModules();
  const draft = useDraft(name);
  const text = useRef<HTMLTextAreaElement>(null);
  const isDraft = newest.status === 'DRAFT';
  const changed = !isSameForm(form, formOf(newest));
  const { warning, leave } = useLeaving(changed);
  const read = useMemo(() => readJson(form.configuration), [form.configuration]);
  const put = (part: Partial<DraftForm>) => setForm((old) => ({ ...old, ...part }));
  const problems = isDraft ? newest.problems : [];
  const isSavedText = form.configuration === formOf(newest).configuration;
  const lineIn = (field: string | null | undefined) => (read.mistake ? null : lineOf(field, read.lines));

  async function save(event: FormEvent) {
    event.preventDefault();
    if (read.mistake) showLine(text.current, read.mistake.line);
    else await draft.save(form);
  }
  return (
    <>
      {warning}
      <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
        <Panel flex="1" w="full" p="4">
          <Stack gap="5">
            <FormFailure failure={draft.failure} />
            <form id={id} onSubmit={(event) => void save(event)} noValidate aria-label="Draft">
              <fieldset disabled={!may} style={{ border: 0, minWidth: 0 }}>
                <Stack gap="5">
                  <TextsFields form={form} problems={draft.problems} onChange={put} />
                  <RootsField
                    roots={form.roots}
                    modules={modules}
                    problems={draft.problems}
                    onChange={(roots) => put({ roots })}
                  />
                  <SchemaField
                    value={form.configuration}
                    read={read}
                    marked={isSavedText ? problems.flatMap(({ field }) => lineIn(field) ?? []) : []}
                    problem={draft.problems['configuration']}
                    field={text}
                    onChange={(configuration) => put({ configuration })}
                  />
                </Stack>
              </fieldset>
            </form>
            {/* Outside of the form: what is sent in a dialog of theirs would be taken for it. */}
            <DraftActions
              {...{ name, isDraft, changed }}
              form={id}
              number={newest.number}
              problems={problems.length}
              saving={draft.saving}
              onLeave={leave}
            />
          </Stack>
        </Panel>
        <Stack gap="4" w={{ base: 'full', xl: '440px' }} flexShrink={0}>
          {problems.length > 0 && (
            <Problems
              problems={problems}
              changed={changed}
              place={({ field }) => {
                const line = lineIn(field);
                return line === null ? null : () => showLine(text.current, line);
              }}
            />
          )}
          <Preview newest={newest} read={read} />
        </Stack>
      </Flex>
    </>
  );
}

type ProblemsProps = Pick<ComponentProps<typeof ProblemList>, 'problems' | 'place'> & { changed: boolean };

const Problems = ({ changed, ...list }: ProblemsProps) => (
  <Panel
    title={`Problems: ${list.problems.length}`}
    aside={
      changed && (
        <Text textStyle="xs" color="fg.muted">
          As it was saved
        </Text>
      )
    }
  >
    <Box borderTopWidth="1px">
      <ProblemList label="Problems" {...list} />
    </Box>
  </Panel>
);

/** Follows what is typed when there is time for it, and stays at what was last JSON. */
function Preview({ newest, read }: { newest: WrittenVersionFragment; read: JsonText }) {
  const last = useRef<unknown>(newest.authored);
  if (!read.mistake) last.current = read.value;
  const authored = useDeferredValue(last.current);
  const schema = useMemo(
    () => previewOf(asSchema(newest.derived), asSchema(authored)),
    [newest.derived, authored],
  );
  return <FormPreview schema={schema} isBehind={read.mistake !== null} />;
}
