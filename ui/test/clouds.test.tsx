import { fireEvent, screen, within } from '@testing-library/react';
import { CloudsPage } from '../src/clouds/CloudsPage.tsx';
import { ago, typed } from './fixtures.ts';
import { press, Refusal, show, type Answers } from './portal.tsx';

const credential = (more: object = {}) =>
  typed('CloudCredential', {
    ...{ id: 'c1', cloudProvider: 'AWS', status: 'VALID', reason: null, account: '123456789012' },
    ...{ shown: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, checkedAt: ago(3), updatedAt: ago(9), ...more },
  });

const may = ['clouds:read', 'clouds:write'];
const page = (credentials: object[], more: Answers = {}, scopes: readonly string[] = may) =>
  show(<CloudsPage />, { CloudCredentials: { cloudCredentials: credentials }, ...more }, { scopes });

const rowOf = async (name: string) => {
  const heading = await screen.findByRole('heading', { name });
  return heading.closest('li')!;
};

test('every cloud has its place, connected or not', async () => {
  page([credential()]);
  const aws = within(await rowOf('AWS'));
  expect(aws.getByText('Connected')).toBeTruthy();
  expect(aws.getByText('123456789012')).toBeTruthy();
  expect(aws.getByText('AKIAIOSFODNN7EXAMPLE')).toBeTruthy();
  for (const name of ['Azure', 'Google Cloud', 'DigitalOcean', 'Akamai'])
    expect(within(await rowOf(name)).getByText('Not connected')).toBeTruthy();
});

test.each([
  ['REFUSED', 'Refused', 'The access key has expired.'],
  ['POWERLESS', 'Lacks rights', 'The access key lacks the right ec2:DescribeRegions.'],
  ['UNCHECKED', 'Not checked yet', 'AWS cannot be reached: it could not be asked.'],
])('%s is shown with its reason', async (status, label, reason) => {
  page([credential({ status, reason, account: null, checkedAt: null })]);
  const aws = within(await rowOf('AWS'));
  expect(aws.getByText(label)).toBeTruthy();
  expect(aws.getByText(reason)).toBeTruthy();
  expect(aws.getByText('never')).toBeTruthy();
});

test('what is missing is said at its field, and nothing is sent before it is there', async () => {
  const { askedFor } = page([], {
    SetCloudCredential: new Refusal('aws.secretAccessKey: no', 'VALIDATION_ERROR', {
      field: 'aws.secretAccessKey',
      reason: 'It has 40 letters, digits, slashes and pluses.',
    }),
  });
  await press(await screen.findByRole('button', { name: 'Connect AWS' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Connect AWS' }));
  const send = () => fireEvent.click(dialog.getByRole('button', { name: 'Check and connect' }));
  send();
  expect(await dialog.findAllByText('Is required.')).toHaveLength(2);
  expect(askedFor('SetCloudCredential')).toEqual([]);
  fireEvent.change(dialog.getByLabelText(/^Access key ID/), { target: { value: 'AKIAIOSFODNN7EXAMPLE' } });
  const secret = dialog.getByLabelText(/^Secret access key/) as HTMLInputElement;
  expect(secret.type).toBe('password');
  fireEvent.change(secret, { target: { value: 'short' } });
  send();
  expect(await dialog.findByText(/40 letters/)).toBeTruthy();
  expect(askedFor('SetCloudCredential')).toEqual([
    {
      input: {
        cloudProvider: 'AWS',
        aws: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'short' },
      },
    },
  ]);
});

test('who may only see them is told whom to ask', async () => {
  const { askedFor } = page([credential()], {}, ['clouds:read']);
  const remove = await screen.findByRole('button', { name: 'Remove the credential of AWS' });
  expect(remove.getAttribute('aria-disabled')).toBe('true');
  await press(await screen.findByRole('button', { name: 'Check again at AWS' }));
  expect(askedFor('CheckCloudCredential')).toEqual([]);
});

test('a cloud that sites stand at stays, and the dialog says why', async () => {
  page([credential()], {
    RemoveCloudCredential: new Refusal('1 site stands at AWS. Delete it first.'),
  });
  await press(await screen.findByRole('button', { name: 'Remove the credential of AWS' }));
  const dialog = within(await screen.findByRole('alertdialog'));
  fireEvent.click(dialog.getByRole('button', { name: 'Remove it' }));
  expect(await dialog.findByText('1 site stands at AWS. Delete it first.')).toBeTruthy();
});

test('a failure says so, with a way to try again', async () => {
  show(
    <CloudsPage />,
    { CloudCredentials: new Refusal('Something went wrong.', 'INTERNAL_ERROR') },
    { scopes: may },
  );
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
});
