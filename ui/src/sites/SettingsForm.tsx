import { useMutation } from '@apollo/client/react';
import { Box, Button, Field, Flex, HStack, Input, NativeSelect, Stack, Text } from '@chakra-ui/react';
import { useRef, useState, type FormEvent } from 'react';
import { useDeploy } from '../deployments/DeployButton.tsx';
import { sortFailure, type Problems } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import type { Failure } from '../failure.ts';
import type { BlueprintFormFragment, InstanceSize, SiteRowFragment } from '../generated/graphql.ts';
import { problemsIn } from '../schema-form/problems.ts';
import { asSchema } from '../schema-form/schema.ts';
import { SchemaForm } from '../schema-form/SchemaForm.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { say } from '../Toaster.tsx';
import { BlueprintNote } from './BlueprintNote.tsx';
import { readWebsite } from './configuration.ts';
import { SiteBlueprintQuery, UpdateSite } from './documents.ts';
import { sizes } from './providers.tsx';
import { useSiteForm, type SiteForm } from './siteForm.ts';
import { WebsitePreview } from './WebsitePreview.tsx';

type Props = {
  site: SiteRowFragment;
  /** The version that the site is made of. */
  own: BlueprintFormFragment | null;
  /** The newest that is offered. */
  published: BlueprintFormFragment | null;
};

export function SettingsForm({ site, own, published }: Props) {
  const may = useMay('sites:write');
  const { form, changed, change } = useSiteForm(site);
  const version = form.version === null ? own : published;
  const schema = asSchema(version?.configuration);
  const { save, problems, failure } = useSave(site, form, () => change({ version: null }));
  const [going, setGoing] = useState<'save' | 'deploy' | null>(null);
  const { deploy } = useDeploy();
  const element = useRef<HTMLFormElement>(null);

  async function go(how: 'save' | 'deploy') {
    setGoing(how);
    const saved = await save(problemsIn(schema, form.configuration));
    if (saved && how === 'deploy') await deploy(site.id);
    if (saved && how === 'save') say('Saved', 'The next deployment makes it so.');
    setGoing(null);
    if (!saved) element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void go('deploy');
  };

  return (
    <form ref={element} onSubmit={submit} noValidate>
      <fieldset disabled={!may} style={{ border: 0, minWidth: 0 }}>
        <Flex gap="6" wrap="wrap" align="flex-start">
          <Stack gap="4" flex="1 1 340px" minW="0">
            <FormFailure failure={failure} />
            <BlueprintNote
              own={own}
              published={published}
              cloudProvider={site.cloudProvider}
              chosen={form.version}
              onChoose={(chosen) => change({ version: chosen })}
            />
            <NameAndSize form={form} onChange={change} problems={problems} />
            <SchemaForm
              schema={schema}
              value={form.configuration}
              onChange={(configuration) => change({ configuration })}
              problems={problems}
            />
            <Saving may={may} changed={changed} going={going} onSave={() => void go('save')} />
          </Stack>
          {site.blueprint === 'website' && (
            <Box flex="1 1 320px" minW="0">
              <WebsitePreview
                content={readWebsite(form.configuration)}
                address={site.url ?? 'Not deployed yet'}
              />
            </Box>
          )}
        </Flex>
      </fieldset>
    </form>
  );
}

/** Saves the order unless something is wrong with it that one can see here. */
function useSave(site: SiteRowFragment, form: SiteForm, onSaved: () => void) {
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [updateSite] = useMutation(UpdateSite);

  async function save(found: Problems): Promise<boolean> {
    setProblems(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return false;
    const { name, instanceSize, configuration, version } = form;
    const input = { id: site.id, name: name.trim(), instanceSize, configuration };
    try {
      await updateSite({
        variables: { input: version === null ? input : { ...input, blueprintVersion: version } },
        ...(version !== null && { refetchQueries: [SiteBlueprintQuery], awaitRefetchQueries: true }),
      });
      onSaved();
      return true;
    } catch (error) {
      const sorted = sortFailure(error, ['name', 'instanceSize', 'configuration']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
      return false;
    }
  }
  return { save, problems, failure };
}

type NameAndSizeProps = { form: SiteForm; onChange: (part: Partial<SiteForm>) => void; problems: Problems };

const NameAndSize = ({ form, onChange, problems }: NameAndSizeProps) => (
  <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
    <Field.Root required invalid={!!problems['name']}>
      <Field.Label>
        Name
        <Field.RequiredIndicator />
      </Field.Label>
      <Input value={form.name} maxLength={63} onChange={(event) => onChange({ name: event.target.value })} />
      <Field.ErrorText>{problems['name']}</Field.ErrorText>
    </Field.Root>
    <Field.Root invalid={!!problems['instanceSize']} w={{ sm: '160px' }} flexShrink={0}>
      <Field.Label>Size</Field.Label>
      <NativeSelect.Root>
        <NativeSelect.Field
          value={form.instanceSize}
          onChange={(event) => onChange({ instanceSize: event.target.value as InstanceSize })}
        >
          {Object.entries(sizes).map(([value, { name }]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
      <Field.ErrorText>{problems['instanceSize']}</Field.ErrorText>
    </Field.Root>
  </Flex>
);

type SavingProps = { may: boolean; changed: boolean; going: 'save' | 'deploy' | null; onSave: () => void };

const Saving = ({ may, changed, going, onSave }: SavingProps) => (
  <HStack gap="2" wrap="wrap">
    <Button
      type="submit"
      size="sm"
      {...(changed ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
      disabled={!changed || going !== null}
      loading={going === 'deploy'}
    >
      Save and deploy
    </Button>
    <Button
      size="sm"
      variant="outline"
      disabled={!changed || going !== null}
      loading={going === 'save'}
      onClick={onSave}
    >
      Save only
    </Button>
    <Text textStyle="xs" color="fg.muted">
      {may ? (changed ? 'Not saved yet' : 'Nothing to save') : 'Your role may only look.'}
    </Text>
  </HStack>
);
