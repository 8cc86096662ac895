import { Box, Button, chakra, Field, Flex, HStack, Input, Stack, Text } from '@chakra-ui/react';
import { FormFailure } from '../FormFailure.tsx';
import type { BrandingPartsFragment } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { ColorField } from './ColorField.tsx';
import { CornersField } from './CornersField.tsx';
import { shownColor } from './draft.ts';
import { LogoField } from './LogoField.tsx';
import { paletteFor } from './look.ts';
import { NewerLook } from './NewerLook.tsx';
import { Preview } from './Preview.tsx';
import { TakeBack } from './TakeBack.tsx';
import { useBrandForm } from './useBrandForm.tsx';

type Props = { branding: BrandingPartsFragment; name: string };

/** The look of a customer's portal beside what it makes of it. */
export function BrandForm({ branding, name }: Props) {
  const may = useMay('branding:write');
  const form = useBrandForm(branding);
  const { draft, put, problems, changed } = form;
  const color = shownColor(draft);
  const palette = paletteFor(color);
  return (
    <Flex gap="4" align="flex-start" direction={{ base: 'column', xl: 'row' }}>
      <Panel
        title="Look"
        flex="1"
        minW="0"
        w="full"
        aside={<TakeBack branding={branding} name={name} onDone={form.start} />}
      >
        {form.warning}
        <Box borderTopWidth="1px" p="4">
          <form
            aria-label="Look"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void form.save();
            }}
          >
            <Stack gap="5">
              <chakra.fieldset disabled={!may} border="0" minW="0">
                <Stack gap="5">
                  <Field.Root invalid={!!problems['productName']}>
                    <Field.Label>Product name</Field.Label>
                    <Input
                      value={draft.productName}
                      maxLength={60}
                      autoComplete="off"
                      placeholder={name}
                      onChange={(event) => put({ productName: event.target.value })}
                    />
                    <Field.HelperText>
                      Stands beside the logo, and on the own host name in the browser&apos;s tab. Empty, it is{' '}
                      {name}.
                    </Field.HelperText>
                    <Field.ErrorText>{problems['productName']}</Field.ErrorText>
                  </Field.Root>
                  <ColorField
                    value={draft.color}
                    palette={palette}
                    problem={problems['color']}
                    onChange={(changedColor) => put({ color: changedColor })}
                  />
                  <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
                    <LogoField
                      label="Logo"
                      ground="light"
                      value={draft.logo}
                      problem={problems['logo']}
                      onChange={(logo) => put({ logo })}
                    />
                    <LogoField
                      label="Logo for dark pages"
                      ground="dark"
                      value={draft.logoDark}
                      problem={problems['logoDark']}
                      onChange={(logoDark) => put({ logoDark })}
                    />
                  </Flex>
                  <CornersField value={draft.corners} onChange={(corners) => put({ corners })} />
                  <Field.Root invalid={!!problems['supportEmail']}>
                    <Field.Label>Support address</Field.Label>
                    <Input
                      type="email"
                      value={draft.supportEmail}
                      maxLength={254}
                      autoComplete="off"
                      placeholder="support@example.com"
                      onChange={(event) => put({ supportEmail: event.target.value })}
                    />
                    <Field.HelperText>
                      Where your people find help. Leave it empty to show none.
                    </Field.HelperText>
                    <Field.ErrorText>{problems['supportEmail']}</Field.ErrorText>
                  </Field.Root>
                </Stack>
              </chakra.fieldset>
              {form.isStale && <NewerLook onLoad={form.loadNewer} />}
              <FormFailure failure={form.failure} />
              <HStack gap="3" wrap="wrap">
                <PermissionGate scope="branding:write">
                  <Button
                    type="submit"
                    size="sm"
                    {...(changed ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
                    disabled={may && !changed}
                    loading={form.isSaving}
                  >
                    Save
                  </Button>
                </PermissionGate>
                {may && changed && (
                  <Button size="sm" variant="ghost" colorPalette="gray" onClick={() => form.start(branding)}>
                    Undo the changes
                  </Button>
                )}
                <Text textStyle="xs" color="fg.muted" role="status">
                  {may
                    ? changed
                      ? 'Not saved yet'
                      : 'Nothing to save'
                    : 'You may look at this, and not change it.'}
                </Text>
              </HStack>
            </Stack>
          </form>
        </Box>
      </Panel>
      <Preview draft={draft} palette={palette} name={name} />
    </Flex>
  );
}
