import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { VariablesTab } from '../src/sites/VariablesTab.tsx';
import { ago, site, typed } from './fixtures.ts';
import { press, Refusal, show, type Answers } from './portal.tsx';

const variable = (name: string, value: string | null) =>
  typed('SiteVariable', { name, value, secret: value === null, updatedAt: ago(3) });
const ofSite = (...variables: object[]) => typed('Site', { id: 's1', variables });

const showTab = (variables: object[], more: Answers = {}, scopes?: readonly string[]) =>
  show(
    <VariablesTab />,
    { Variables: { site: ofSite(...variables) }, ...more },
    { context: site(), ...(scopes && { scopes }) },
  );

async function choose(name: string, action: RegExp) {
  await press(await screen.findByRole('button', { name: `Actions for ${name}` }));
  await press(await screen.findByRole('menuitem', { name: action }));
}
const save = (dialog: HTMLElement) => fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));

describe('variables', () => {
  test('are listed with their values, and secrets without', async () => {
    showTab([variable('API_URL', 'https://api.test'), variable('TOKEN', null)]);
    const table = await screen.findByRole('table', { name: 'Variables of Flower shop in production' });
    expect(await within(table).findByText('https://api.test')).toBeTruthy();
    expect(within(table).getByText('secret')).toBeTruthy();
  });

  test('are added, the name as a program wants it', async () => {
    const { askedFor } = showTab([], {
      SetSiteVariable: { setSiteVariable: ofSite(variable('API_KEY', null)) },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Add variable' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a variable' });
    save(dialog);
    expect(await within(dialog).findByText(/Give it a name/)).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText(/^Name/), { target: { value: ' api_key ' } });
    fireEvent.change(within(dialog).getByLabelText('Value'), { target: { value: 's3cret' } });
    fireEvent.click(within(dialog).getByRole('checkbox'));
    save(dialog);
    expect(await screen.findByText('secret')).toBeTruthy();
    expect(askedFor('SetSiteVariable')).toEqual([
      { input: { siteId: 's1', name: 'API_KEY', value: 's3cret', secret: true } },
    ]);
  });

  test('are not added twice, and the platform’s word about a name stands at it', async () => {
    showTab([variable('API_URL', 'a')], {
      SetSiteVariable: new Refusal('input.name: no', 'VALIDATION_ERROR', {
        field: 'input.name',
        reason: 'begins with a letter.',
      }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Add variable' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/^Name/), { target: { value: 'API_URL' } });
    save(dialog);
    expect(await within(dialog).findByText(/There is one of this name/)).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText(/^Name/), { target: { value: '1ST' } });
    save(dialog);
    expect(await within(dialog).findByText('Begins with a letter.')).toBeTruthy();
  });

  test('that are secret get a new value, and never show the old one', async () => {
    const { askedFor } = showTab([variable('TOKEN', null)], {
      SetSiteVariable: { setSiteVariable: ofSite(variable('TOKEN', null)) },
    });
    await choose('TOKEN', /Write a new value/);
    const dialog = await screen.findByRole('dialog', { name: 'New value of TOKEN' });
    const value = within(dialog).getByLabelText<HTMLTextAreaElement>('Value');
    expect(value.value).toBe('');
    expect(within(dialog).queryByRole('checkbox')).toBeNull();
    fireEvent.change(value, { target: { value: 'new' } });
    save(dialog);
    await waitFor(() =>
      expect(askedFor('SetSiteVariable')).toEqual([
        { input: { siteId: 's1', name: 'TOKEN', value: 'new', secret: true } },
      ]),
    );
  });

  test('are removed after a question', async () => {
    const { askedFor } = showTab([variable('API_URL', 'a')], {
      RemoveSiteVariable: { removeSiteVariable: ofSite() },
    });
    await choose('API_URL', /Remove/);
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove API_URL?' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove it' }));
    expect(await screen.findByText('No variables yet')).toBeTruthy();
    expect(askedFor('RemoveSiteVariable')).toEqual([{ input: { siteId: 's1', name: 'API_URL' } }]);
  });

  test('have no menu for somebody who may only look, and a long one keeps its place', async () => {
    showTab([variable('A'.repeat(100), 'x'.repeat(2000))], {}, ['sites:read']);
    expect(await screen.findByText('A'.repeat(100))).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Actions for/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Add variable' }).getAttribute('aria-disabled')).toBe('true');
  });

  test('that cannot be read say why', async () => {
    show(
      <VariablesTab />,
      { Variables: new Refusal('You may not.', 'AUTHORIZATION_ERROR') },
      { context: site() },
    );
    expect(await screen.findByText('You may not see this')).toBeTruthy();
  });
});
