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
  const [name, setName] = useState(site.name);
  const [size, setSize] = useState<InstanceSize>(site.instanceSize);
  const [content, setContent] = useState(readWebsite(site.configuration));
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [updateSite, { loading }] = useMutation(UpdateSite);
  const { deploy, deploying } = useDeploy();

  const saved = readWebsite(site.configuration);
  const changed =
    name !== site.name ||
    size !== site.instanceSize ||
    content.title !== saved.title ||
    content.body !== saved.body;

  async function save(): Promise<boolean> {
    setProblems({});
    setFailure(null);
    const configuration = { ...(site.configuration as object), ...content };
    try {
      await updateSite({
        variables: { input: { id: site.id, name: name.trim(), instanceSize: size, configuration } },
      });
      return true;
    } catch (error) {
      const sorted = sortFailure(error, ['name', 'instanceSize', 'configuration']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
      return false;
    }
  }
  async function saveAndDeploy(event: FormEvent) {
    event.preventDefault();
    if (await save()) await deploy(site.id);
  }

  return (
    <Panel title="Configuration">
      <Box borderTopWidth="1px" p="4">
        <form onSubmit={saveAndDeploy}>
          <fieldset disabled={!may} style={{ border: 0 }}>
            <Flex gap="6" direction={{ base: 'column', lg: 'row' }}>
              <Stack gap="4" flex="1" minW="0">
                <FormFailure failure={failure} />
                <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
                  <Field.Root required invalid={!!problems['name']}>
                    <Field.Label>Name</Field.Label>
                    <Input value={name} maxLength={63} onChange={(event) => setName(event.target.value)} />
                    <Field.ErrorText>{problems['name']}</Field.ErrorText>
                  </Field.Root>
                  <Field.Root invalid={!!problems['instanceSize']} w={{ sm: '160px' }} flexShrink={0}>
                    <Field.Label>Size</Field.Label>
                    <NativeSelect.Root>
                      <NativeSelect.Field
                        value={size}
                        onChange={(event) => setSize(event.target.value as InstanceSize)}
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
                  <ContentFields content={content} onChange={setContent} problems={problems} />
                )}
                <HStack gap="2" wrap="wrap">
                  <Button
                    type="submit"
                    size="sm"
                    colorPalette={changed ? 'brand' : 'gray'}
                    disabled={!changed}
                    loading={loading || deploying}
                  >
                    Save and deploy
                  </Button>
                  <Button
                    size="sm"
                    variant="outline"
                    disabled={!changed || loading}
                    onClick={async () => (await save()) && say('Saved', 'The next deployment makes it so.')}
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
                  <WebsitePreview content={content} address={site.url ?? 'Not deployed yet'} />
                </Box>
              )}
            </Flex>
          </fieldset>
        </form>
      </Box>
    </Panel>
  );
}
