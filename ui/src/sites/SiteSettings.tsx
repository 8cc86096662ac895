import { useMutation } from '@apollo/client/react';
import { Box, Button, Field, Flex, HStack, Input, NativeSelect, Stack, Text } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { useDeploy } from '../deployments/DeployButton.tsx';
import { sortFailure, type Problems } from '../fields.ts';
import { FormFailure } from '../FormFailure.tsx';
import type { Failure } from '../failure.ts';
import type { InstanceSize, SiteRowFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { say } from '../Toaster.tsx';
import { readWebsite } from './configuration.ts';
import { ContentFields } from './ContentFields.tsx';
import { UpdateSite } from './documents.ts';
import { sizes } from './providers.tsx';
import { WebsitePreview } from './WebsitePreview.tsx';

/** What the site should be. Saving changes the order; only a deployment changes what visitors see. */
export function SiteSettings({ site }: { site: SiteRowFragment }) {
  const may = useMay('sites:write');
  const [form, change] = useForm(site);
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [going, setGoing] = useState<'save' | 'deploy' | null>(null);
  const [updateSite] = useMutation(UpdateSite);
  const { deploy } = useDeploy();
  const changed = !isSame(form, formOf(site));

  async function save(): Promise<boolean> {
    setProblems({});
    setFailure(null);
    const { name, instanceSize, title, body } = form;
    const configuration = { ...(site.configuration as object), title, body };
    try {
      await updateSite({
        variables: { input: { id: site.id, name: name.trim(), instanceSize, configuration } },
      });
      return true;
    } catch (error) {
      const sorted = sortFailure(error, ['name', 'instanceSize', 'configuration']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
      return false;
    }
  }
  async function go(how: 'save' | 'deploy') {
    setGoing(how);
    const saved = await save();
    if (saved && how === 'deploy') await deploy(site.id);
    if (saved && how === 'save') say('Saved', 'The next deployment makes it so.');
    setGoing(null);
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void go('deploy');
  };

  return (
    <Panel title="Configuration">
      <Box borderTopWidth="1px" p="4">
        <form onSubmit={submit}>
          <fieldset disabled={!may} style={{ border: 0 }}>
            <Flex gap="6" direction={{ base: 'column', lg: 'row' }}>
              <Stack gap="4" flex="1" minW="0">
                <FormFailure failure={failure} />
                <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
                  <Field.Root required invalid={!!problems['name']}>
                    <Field.Label>Name</Field.Label>
                    <Input
                      value={form.name}
                      maxLength={63}
                      onChange={(event) => change({ name: event.target.value })}
                    />
                    <Field.ErrorText>{problems['name']}</Field.ErrorText>
                  </Field.Root>
                  <Field.Root invalid={!!problems['instanceSize']} w={{ sm: '160px' }} flexShrink={0}>
                    <Field.Label>Size</Field.Label>
                    <NativeSelect.Root>
                      <NativeSelect.Field
                        value={form.instanceSize}
                        onChange={(event) => change({ instanceSize: event.target.value as InstanceSize })}
                      >
                        {Object.entries(sizes).map(([value, { name: label }]) => (
                          <option key={value} value={value}>
                            {label}
                          </option>
                        ))}
                      </NativeSelect.Field>
                      <NativeSelect.Indicator />
                    </NativeSelect.Root>
                  </Field.Root>
                </Flex>
                {site.blueprint === 'website' && (
                  <ContentFields
                    content={form}
                    onChange={({ title, body }) => change({ title, body })}
                    problems={problems}
                  />
                )}
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
                    onClick={() => void go('save')}
                  >
                    Save only
                  </Button>
                  <Text textStyle="xs" color="fg.muted">
                    {may ? (changed ? 'Not saved yet' : 'Nothing to save') : 'Your role may only look.'}
                  </Text>
                </HStack>
              </Stack>
              {site.blueprint === 'website' && (
                <Box w={{ base: 'full', lg: '380px' }} flexShrink={0}>
                  <WebsitePreview content={form} address={site.url ?? 'Not deployed yet'} />
                </Box>
              )}
            </Flex>
          </fieldset>
        </form>
      </Box>
    </Panel>
  );
}

type Form = { name: string; instanceSize: InstanceSize; title: string; body: string };

const formOf = ({ name, instanceSize, configuration }: SiteRowFragment): Form => ({
  name,
  instanceSize,
  ...readWebsite(configuration),
});

const isSame = (a: Form, b: Form) =>
  a.name === b.name && a.instanceSize === b.instanceSize && a.title === b.title && a.body === b.body;

/** What is being typed. A change that comes from elsewhere is taken over only while nothing is. */
function useForm(site: SiteRowFragment) {
  const now = formOf(site);
  const [known, setKnown] = useState(now);
  const [form, setForm] = useState(now);
  if (!isSame(known, now)) {
    setKnown(now);
    if (isSame(form, known)) setForm(now);
  }
  return [form, (part: Partial<Form>) => setForm((old) => ({ ...old, ...part }))] as const;
}
