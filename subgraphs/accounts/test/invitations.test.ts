import { newId } from '@hosterizer/kit/ids';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import { makeSubgraph } from '../src/subgraph.ts';
import { makePerson } from '../src/testing.ts';
import { sealOf } from '../src/users.ts';
import { deedsIn, invitationToken, makeCustomer, memberViewer, newAddress } from './people.ts';

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

const fields = `id email role status createdAt expiresAt invitedBy { id }`;
const Invite = `mutation ($email: String!, $role: CustomerRole! = DEVELOPER) {
  inviteMember(input: { email: $email, role: $role }) { ${fields} }
}`;
const Resend = `mutation ($id: ID!) { resendInvitation(id: $id) { ${fields} } }`;
const Revoke = `mutation ($id: ID!) { revokeInvitation(id: $id) { ${fields} } }`;
const Invitations = `{ invitations { edges { node { ${fields} } } } }`;
const Offer = `query ($token: String!) { invitationOffer(token: $token) { customerName email role hasAccount expiresAt } }`;
const Accept = `mutation ($token: String!, $name: String, $password: String) {
  acceptInvitation(input: { token: $token, name: $name, password: $password }) { expiresAt }
}`;
const customerWithOwner = (name?: string) => makeCustomer(world, as, ['owner'], name);
const newcomer = { name: 'Grace', password: 'a harbour of moths' };

/** An open invitation and its token. */
async function invited(asOwner: ReturnType<typeof as>, email = newAddress(), role = 'DEVELOPER') {
  const { data, message } = await asOwner(Invite, { email, role });
  if (!data) throw new Error(message);
  return { ...data['inviteMember'], token: await invitationToken(world, email) } as Record<string, any>;
}

const age = (id: string) =>
  world.owner.query(`update accounts.invitation set expires_at = now() - interval '1 second' where id = $1`, [
    id,
  ]);

describe('inviteMember', () => {
  test('sends a letter that says who invites to what, and holds for seven days', async () => {
    const { customerId, owner, asOwner } = await customerWithOwner(`Lighthouse ${newId()}`);
    await world.owner.query(`update accounts."user" set name = $2 where id = $1`, [
      owner.id,
      sealOf(world.sealer, 'name', owner.id, 'Ada\nBcc: everybody'),
    ]);
    const email = newAddress();
    const { data } = await asOwner(Invite, { email: `  ${email} `, role: 'ADMIN' });
    const invitation = data!['inviteMember'];
    expect(invitation).toMatchObject({
      email,
      role: 'ADMIN',
      status: 'PENDING',
      invitedBy: { id: owner.id },
    });
    const days = (Date.parse(invitation['expiresAt']) - Date.parse(invitation['createdAt'])) / 86_400_000;
    expect(days).toBeCloseTo(7, 3);

    const [letter, ...more] = await world.mailTo(email);
    expect(more).toEqual([]);
    expect(letter!.subject).toMatch(/^You are invited to Lighthouse /);
    expect(letter!.text).toMatch(/^Ada Bcc: everybody invites you to Lighthouse .* role will be admin:/m);
    expect(await deedsIn(world, customerId)).toMatchObject([
      {
        ...{ operation: 'inviteMember', actor: owner.id, id: invitation['id'], before: null },
        after: { role: 'admin', expiresAt: invitation['expiresAt'] },
      },
    ]);
  });

  test('refuses members, addresses that are invited, and what is no address', async () => {
    const { owner, asOwner } = await customerWithOwner();
    const email = newAddress();
    await invited(asOwner, email);
    for (const taken of [owner.email.toUpperCase(), email.toUpperCase()])
      expect(await asOwner(Invite, { email: taken })).toMatchObject({ code: 'CONFLICT' });
    for (const wrong of ['', 'grace', 'grace@', 'a b@c.test', `${'a'.repeat(250)}@b.test`]) {
      const answer = await asOwner(Invite, { email: wrong });
      expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'email' } });
    }
    expect(await world.mailTo(owner.email)).toEqual([]);
  });

  test('of two at once to one address sends one letter', async () => {
    const { asOwner } = await customerWithOwner();
    const email = newAddress();
    const answers = await Promise.all([1, 2].map(() => asOwner(Invite, { email })));
    expect(answers.map(({ code }) => code).sort()).toEqual(['CONFLICT', undefined]);
    expect(await world.mailTo(email)).toHaveLength(1);
  });

  test('does not tell that a stranger’s address has an account', async () => {
    const { asOwner } = await customerWithOwner();
    const { owner: stranger } = await customerWithOwner();
    expect(await invited(asOwner, stranger.email)).toMatchObject({ status: 'PENDING' });
  });

  test('takes the place of an invitation that has expired', async () => {
    const { asOwner } = await customerWithOwner();
    const email = newAddress();
    const old = await invited(asOwner, email);
    await age(old['id']);
    const again = await invited(asOwner, email);
    const { data } = await asOwner(Invitations);
    expect(data!['invitations'].edges.map(({ node }: any) => node.id)).toEqual([again['id']]);
  });

  test.each(['admin', 'developer', 'billing', 'viewer'] as const)('is refused to %s', async (role) => {
    const { customerId } = await customerWithOwner();
    const someone = as(memberViewer(await makePerson(world, [[customerId, role]]), customerId, role));
    for (const [query, variables] of [
      [Invite, { email: newAddress() }],
      [Resend, { id: newId() }],
      [Revoke, { id: newId() }],
      [Invitations, {}],
    ] as const)
      expect(await someone(query, variables)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });
});

describe('invitations', () => {
  test('lists those that wait and those that expired, of this customer alone', async () => {
    const { asOwner } = await customerWithOwner();
    const [expired, accepted, revoked, pending] = [
      await invited(asOwner),
      await invited(asOwner),
      await invited(asOwner),
      await invited(asOwner),
    ];
    await age(expired!['id']);
    await asOwner(Revoke, { id: revoked!['id'] });
    await as(null)(Accept, { token: accepted!['token'], ...newcomer });
    await invited((await customerWithOwner()).asOwner);

    const { data } = await asOwner(Invitations);
    expect(data!['invitations'].edges.map(({ node }: any) => [node.id, node.status])).toEqual([
      [pending!['id'], 'PENDING'],
      [expired!['id'], 'EXPIRED'],
    ]);
  });

  test('of another customer can be neither sent nor taken back', async () => {
    const { asOwner } = await customerWithOwner();
    const { id } = await invited((await customerWithOwner()).asOwner);
    for (const mutation of [Resend, Revoke])
      for (const unknown of [id, newId(), 'x'])
        expect(await asOwner(mutation, { id: unknown })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('resendInvitation gives a new link and seven new days, and ends the old link', async () => {
    const { asOwner } = await customerWithOwner();
    const { id, email, token: old } = await invited(asOwner);
    await age(id);
    const { data } = await asOwner(Resend, { id });
    expect(data!['resendInvitation'].status).toBe('PENDING');
    const token = await invitationToken(world, email);
    expect((await as(null)(Offer, { token: old })).data).toEqual({ invitationOffer: null });
    expect((await as(null)(Offer, { token })).data!['invitationOffer']).toMatchObject({ email });
  });

  test('revokeInvitation ends the link, once', async () => {
    const { customerId, asOwner } = await customerWithOwner();
    const { id, token } = await invited(asOwner);
    expect((await asOwner(Revoke, { id })).data!['revokeInvitation'].status).toBe('REVOKED');
    expect((await as(null)(Offer, { token })).data).toEqual({ invitationOffer: null });
    expect(await as(null)(Accept, { token, ...newcomer })).toMatchObject({ code: 'VALIDATION_ERROR' });
    for (const mutation of [Revoke, Resend])
      expect(await asOwner(mutation, { id })).toMatchObject({ code: 'CONFLICT' });
    expect((await deedsIn(world, customerId)).map(({ operation }) => operation)).toEqual([
      'inviteMember',
      'revokeInvitation',
    ]);
  });
});

test('invitationOffer tells what is offered, and nothing without the secret', async () => {
  const { asOwner } = await customerWithOwner(`Offer ${newId()}`);
  const { owner: known } = await customerWithOwner();
  const { id, email, token } = await invited(asOwner);
  const { token: toKnown } = await invited(asOwner, known.email, 'VIEWER');
  expect((await as(null)(Offer, { token })).data!['invitationOffer']).toMatchObject({
    ...{ email, role: 'DEVELOPER', hasAccount: false, customerName: expect.stringMatching(/^Offer /) },
  });
  expect((await as(null)(Offer, { token: toKnown })).data!['invitationOffer']).toMatchObject({
    ...{ email: known.email, role: 'VIEWER', hasAccount: true },
  });
  for (const wrong of [`${id}.guess`, `${id}.`, id, '', `${token}.x`, `${newId()}.${token.split('.')[1]}`])
    expect((await as(null)(Offer, { token: wrong })).data).toEqual({ invitationOffer: null });
});
