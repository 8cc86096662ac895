import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { SiteSettings } from '../src/sites/SiteSettings.tsx';
import { site, typed } from './fixtures.ts';
import { Refusal, show, type Answers } from './portal.tsx';

const text = (more: object = {}) => ({ type: 'string', ...more });

const version = (number: number, properties: object, more: object = {}) =>
  typed('BlueprintVersion', {
    id: `shop@${number}`,
    number,
    title: 'Shop',
    status: 'PUBLISHED',
    notes: '',
    deprecationReason: null,
    configuration: { type: 'object', properties, required: ['title'], additionalProperties: false },
    cloudProviders: ['LOCAL'],
    ...more,
  });

const first = version(1, { title: text({ title: 'Heading' }), stock: { type: 'integer' } });
const answer = (own: object | null, published: object | null) => ({
  site: typed('Site', { id: 's1', blueprintVersion: own }),
  blueprint: typed('Blueprint', { name: 'shop', published }),
});

const shop = site({ blueprint: 'shop', configuration: { title: 'Flowers', stock: 3 } });
const showSettings = (own: object | null, published: object | null, more: Answers = {}, scopes?: string[]) =>
  show(
    <SiteSettings site={shop} />,
    { SiteBlueprint: answer(own, published), ...more },
    scopes ? { scopes } : {},
  );
const updated = (variables: Record<string, unknown>) => ({
  updateSite: { ...shop, ...(variables['input'] as object) },
});

const heading = () => screen.findByLabelText<HTMLInputElement>(/^Heading/);
const type = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const note = () => screen.queryByRole('note', { name: 'Version of the blueprint' });

describe('the settings of a site', () => {
  test('are the fields of its own version of its blueprint', async () => {
    const { askedFor } = showSettings(first, first, { UpdateSite: updated });
    expect((await heading()).value).toBe('Flowers');
    expect(screen.getByText('Shop, version 1')).toBeTruthy();
    expect(note()).toBeNull();
    type(/^Stock/, '12');
    press('Save only');
    await waitFor(() => expect(askedFor('UpdateSite')).toHaveLength(1));
    expect(askedFor('UpdateSite')).toEqual([
      {
        input: {
          id: 's1',
          name: 'Flower shop',
          instanceSize: 'SMALL',
          configuration: { title: 'Flowers', stock: 12 },
        },
      },
    ]);
  });

  test('are not sent while something is wrong with them, and what the platform says stands at its field', async () => {
    const { askedFor } = showSettings(first, first, {
      UpdateSite: new Refusal('no', 'VALIDATION_ERROR', {
        field: 'input.configuration.title',
        reason: 'it is taken.',
      }),
    });
    await heading();
    type(/^Heading/, '');
    press('Save only');
    expect(await screen.findByText('Is required.')).toBeTruthy();
    expect(document.activeElement).toBe(await heading());
    expect(askedFor('UpdateSite')).toEqual([]);
    type(/^Heading/, 'Flora');
    press('Save only');
    expect(await screen.findByText('It is taken.')).toBeTruthy();
    expect((await heading()).getAttribute('aria-invalid')).toBe('true');
  });

  test('say that there is a newer version, and take it with its fields when that is wanted', async () => {
    const second = version(
      2,
      { title: text({ title: 'Heading' }), theme: text({ default: 'light' }) },
      { notes: 'Themes instead of a stock.' },
    );
    const { askedFor } = showSettings(first, second, { UpdateSite: updated });
    await heading();
    expect(within(note()!).getByText('Version 2 of Shop is published.')).toBeTruthy();
    expect(within(note()!).getByText('Themes instead of a stock.')).toBeTruthy();
    expect(screen.queryByLabelText('Theme')).toBeNull();
    press('Use version 2');
    type(/^Theme/, 'dark');
    press('Save only');
    expect(await screen.findByText('The blueprint has no such setting.')).toBeTruthy();
    press('Remove stock');
    press('Save only');
    await waitFor(() => expect(askedFor('SiteBlueprint').length).toBeGreaterThan(1));
    expect(askedFor('UpdateSite')).toMatchObject([
      { input: { configuration: { title: 'Flowers', theme: 'dark' }, blueprintVersion: 2 } },
    ]);
  });

  test('offer no version that cannot stand where the site stands', async () => {
    showSettings(first, version(2, {}, { cloudProviders: ['AWS'] }));
    await heading();
    expect(within(note()!).getByText(/is published, but not for This machine/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Use version 2' })).toBeNull();
  });

  test('say that a version is not offered any more, and why', async () => {
    const old = { ...first, status: 'DEPRECATED', deprecationReason: 'Its server is out of date.' };
    showSettings(old, null);
    await heading();
    expect(within(note()!).getByText(/Version 1 is not offered any more: Its server/)).toBeTruthy();
  });

  test('of a site of before there were versions are those of the newest', async () => {
    showSettings(null, first);
    expect((await heading()).value).toBe('Flowers');
  });

  test('are JSON where nobody says what they mean', async () => {
    showSettings(null, null);
    expect((await screen.findByLabelText<HTMLInputElement>('title (JSON)')).value).toBe('"Flowers"');
  });

  test('can be looked at by those who may change nothing', async () => {
    showSettings(first, first, {}, ['sites:read']);
    await heading();
    expect((await heading()).matches(':disabled')).toBe(true);
    expect(screen.getByText('Your role may only look.')).toBeTruthy();
  });

  test('that cannot be loaded say so', async () => {
    showSettings(first, first, { SiteBlueprint: new Refusal('The registry is away.', 'INTERNAL_ERROR') });
    expect(await screen.findByText('The registry is away.')).toBeTruthy();
  });
});
