import { newId } from '@hosterizer/kit/ids';
import { asker, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import { dataUrl, jpeg, png, webpExtended, webpLossless, webpLossy } from './pictures.ts';

let world: World;
let subgraph: Subgraph;
let as: ReturnType<typeof asker>;

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  as = asker(subgraph);
});
afterAll(async () => {
  await subgraph?.stop();
  await world?.close();
});

const look = `customerId productName color corners supportEmail version logoUrl logoDarkUrl customDomain { host }`;
const Update = `mutation ($input: UpdateBrandingInput!) { updateBranding(input: $input) { ${look} } }`;
const Branding = `query ($id: ID!) { customer(id: $id) { branding { ${look} } } }`;

const plain = (customerId: string, productName: string) => ({
  ...{ customerId, productName, color: null, corners: 'MEDIUM', supportEmail: null, version: 0 },
  ...{ logoUrl: null, logoDarkUrl: null, customDomain: null },
});

/** An admin of a new customer, who changes their branding. */
async function admin() {
  const id = await world.customer();
  const ask = as(member(id, 'admin'));
  return {
    id,
    ask,
    update: (input: object) => ask(Update, { input }),
    branding: async () => (await ask(Branding, { id })).data!['customer'].branding,
  };
}

describe('a branding', () => {
  test('is the platform’s own, under the customer’s name, until something else is chosen', async () => {
    const id = await world.customer('Plain');
    const { data } = await as(member(id, 'viewer'))(Branding, { id });
    expect(data!['customer'].branding).toEqual(plain(id, 'Plain'));
  });

  test('takes what is given, leaves what is absent, and gives back what is null', async () => {
    const { id, update, branding } = await admin();
    const first = await update({
      ...{ productName: ' Wind Cloud ', color: '#AABBCC', corners: 'LARGE', supportEmail: 'help@wind.test' },
      logo: dataUrl(png()),
    });
    expect(first.data!['updateBranding']).toEqual({
      ...plain(id, 'Wind Cloud'),
      ...{ color: '#aabbcc', corners: 'LARGE', supportEmail: 'help@wind.test', version: 1 },
      logoUrl: expect.stringMatching(new RegExp(`^/branding/of/${id}/logo\\?v=[0-9a-f]{16}$`)),
    });
    await update({ color: null });
    expect(await branding()).toEqual({ ...first.data!['updateBranding'], color: null, version: 2 });
    await update({ productName: null, corners: null, supportEmail: null, logo: null });
    expect(await branding()).toMatchObject({
      color: null,
      corners: 'MEDIUM',
      supportEmail: null,
      logoUrl: null,
    });
  });

  test('a picture’s address changes with the picture, and with nothing else', async () => {
    const { update } = await admin();
    const logoUrl = async (input: object) => (await update(input)).data!['updateBranding'].logoUrl;
    const first = await logoUrl({ logo: dataUrl(png(1, 1)) });
    expect(await logoUrl({ color: '#000000' })).toBe(first);
    expect(await logoUrl({ logo: dataUrl(png(2, 2)) })).not.toBe(first);
    expect(await logoUrl({ logo: dataUrl(png(1, 1)) })).toBe(first);
  });

  test('a change that was made from an older version is refused', async () => {
    const { update, branding } = await admin();
    expect((await update({ color: '#111111', version: 0 })).code).toBeUndefined();
    expect(await update({ color: '#222222', version: 0 })).toMatchObject({ code: 'CONFLICT' });
    expect(await branding()).toMatchObject({ color: '#111111', version: 1 });
  });

  test('of changes at once from one version, one is made', async () => {
    const { update, branding } = await admin();
    const answers = await Promise.all(
      ['#111111', '#222222', '#333333'].map((color) => update({ color, version: 0 })),
    );
    expect(answers.map(({ code }) => code ?? 'ok').sort()).toEqual(['CONFLICT', 'CONFLICT', 'ok']);
    expect(await branding()).toMatchObject({ version: 1 });
  });

  test('is told in the log without the address and without the pictures', async () => {
    const { id, update } = await admin();
    await update({ color: '#123456', supportEmail: 'help@secret.test', logo: dataUrl(png()) });
    const deeds = await world.deedsAt(id);
    expect(deeds).toMatchObject([
      {
        ...{ customer_id: id, operation: 'updateBranding' },
        before: { version: 0, color: null, supportEmail: false, logo: null },
        after: {
          ...{ version: 1, color: '#123456', supportEmail: true },
          logo: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      },
    ]);
    expect(JSON.stringify(deeds)).not.toContain('help@');
  });
});

describe('updateBranding refuses', () => {
  test.each([
    ['a colour by name', { color: 'red' }, 'color'],
    ['a short colour', { color: '#fff' }, 'color'],
    ['CSS instead of a colour', { color: '#123456;}' }, 'color'],
    ['an empty name', { productName: ' ' }, 'productName'],
    ['a name that is too long', { productName: 'x'.repeat(61) }, 'productName'],
    ['an address that is none', { supportEmail: 'help' }, 'supportEmail'],
    ['a logo that is no data: URL', { logo: 'https://x.test/logo.png' }, 'logo'],
    ['a logo that is not base64', { logo: 'data:image/png,abc' }, 'logo'],
    ['SVG', { logo: dataUrl(Buffer.from('<svg onload="alert(1)"/>'), 'image/svg+xml') }, 'logo'],
    ['SVG that calls itself PNG', { logo: dataUrl(Buffer.from('<svg onload="alert(1)"/>')) }, 'logo'],
    ['a GIF', { logoDark: dataUrl(Buffer.from('GIF89a' + 'x'.repeat(40)), 'image/gif') }, 'logoDark'],
    ['a page that begins like a JPEG', { logo: dataUrl(Buffer.from('\xff\xd8<script>', 'latin1')) }, 'logo'],
    ['a PNG without a header', { logo: dataUrl(png().subarray(0, 16)) }, 'logo'],
    ['a picture that is too wide', { logo: dataUrl(png(2001, 1)) }, 'logo'],
    ['a picture that is too high', { logo: dataUrl(png(1, 2001)) }, 'logo'],
    ['a picture of no size', { logo: dataUrl(png(0, 1)) }, 'logo'],
    ['a picture that is too large', { logo: dataUrl(png(1, 1, 256 * 1024)) }, 'logo'],
  ])('%s, and says where', async (_what, input, field) => {
    const { update, branding, id } = await admin();
    expect(await update(input)).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
    expect(await branding()).toMatchObject({ version: 0 });
    expect(await world.deedsAt(id)).toEqual([]);
  });
});

test.each([
  ['PNG', png(2000, 2000), 'image/png'],
  ['JPEG', jpeg, 'image/jpeg'],
  ['lossy WebP', webpLossy, 'image/webp'],
  ['lossless WebP', webpLossless, 'image/webp'],
  ['extended WebP', webpExtended, 'image/webp'],
])('a %s is taken for what it is, whatever it calls itself', async (_what, bytes, type) => {
  const { id, update } = await admin();
  expect((await update({ logoDark: dataUrl(bytes, 'text/html') })).code).toBeUndefined();
  const { rows } = await world.owner.query(
    `select logo_dark, logo_dark_type from customers.branding where customer_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ logo_dark: bytes, logo_dark_type: type }]);
});

describe('whose branding', () => {
  test('one’s own, for those who may write it; for staff the one that they name', async () => {
    const [mine, other] = [await world.customer(), await world.customer()];
    const input = { color: '#010203' };
    expect(await as(member(mine, 'developer'))(Update, { input })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    const foreign = await as(member(mine))(Update, { input: { ...input, customerId: other } });
    expect(foreign).toMatchObject({ code: 'NOT_FOUND' });
    expect(await as(staff())(Update, { input })).toMatchObject({ details: { field: 'customerId' } });
    for (const customerId of [newId(), 'nonsense']) {
      expect(await as(staff())(Update, { input: { ...input, customerId } })).toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    const { data } = await as(staff())(Update, { input: { ...input, customerId: other } });
    expect(data!['updateBranding']).toMatchObject({ customerId: other, color: '#010203' });
    expect((await as(member(mine))(Branding, { id: mine })).data!['customer'].branding.version).toBe(0);
  });

  test('of each customer in a list, with one look at each table', async () => {
    const [one, two] = [await world.customer('Branding A'), await world.customer('Branding B')];
    await as(staff())(Update, { input: { customerId: two, color: '#0a0b0c' } });
    const { data } = await as(staff())(
      `{ customers(filter: { search: "branding " }) { edges { node { id branding { color productName } } } } }`,
    );
    expect(data!['customers'].edges.map(({ node }: { node: object }) => node)).toEqual([
      { id: two, branding: { color: '#0a0b0c', productName: 'Branding B' } },
      { id: one, branding: { color: null, productName: 'Branding A' } },
    ]);
  });
});
