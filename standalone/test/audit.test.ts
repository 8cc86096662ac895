import { sealEntries } from '@hosterizer/accounts/audit-seal';
import { connectDatabase, type Database } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { makeWorld, type World } from '@hosterizer/kit/testing';
import { asUserAs, inTenantAs } from '@hosterizer/kit/tenancy';
import { checkChains, parseExpected, type ChainReport, type Expected } from '../src/audit-chains.ts';

let world: World;
let db: Database;
/** A chain of five entries. */
let chain: string;
let entries: string[];

beforeAll(async () => {
  world = await makeWorld();
  db = await connectDatabase({ ...world.settings, entities: [] }, world);
});
afterAll(async () => {
  await db?.close();
  await world?.close();
});

const actor = () => ({ id: newId(), kind: 'USER' as const, ip: '::1', traceId: 't' });
const deed = { operation: 'test', object: { type: 'Test', id: 'x' }, after: { size: 'L' } };
const doFor = (id: string) => inTenantAs(db, id, actor(), (tx) => tx.audit(deed));

async function check(expected: Expected[] = []): Promise<ChainReport[]> {
  const client = await world.owner.connect();
  try {
    return await checkChains(client, world.sealer, expected);
  } finally {
    client.release();
  }
}
const reportOf = async (id: string, expected: Expected[] = []) =>
  (await check(expected)).find((report) => report.chain === id)!;
/** As whoever owns the database, and does not know the application's key. */
const tamper = (sql: string, ...values: unknown[]) => world.owner.query(sql, values);

beforeEach(async () => {
  chain = await world.customer();
  for (let n = 0; n < 5; n += 1) await doFor(chain);
  await sealEntries(db);
  const { rows } = await world.owner.query(
    `select entry_id from platform.audit_seal where chain = $1 order by sequence`,
    [chain],
  );
  entries = rows.map(({ entry_id }) => entry_id);
});

test('chains that nobody has touched are as they were sealed, the platform’s own among them', async () => {
  const person = actor();
  await asUserAs(db, person, null, (tx) => tx.audit(deed));
  await sealEntries(db);
  expect(await reportOf(chain)).toMatchObject({ entries: 5, head: { sequence: 5 }, problem: null });
  expect(await reportOf('platform')).toMatchObject({ problem: null });
});

test('an entry that waits for its seal is in order for a minute, and named after that', async () => {
  await doFor(chain);
  expect(await reportOf(chain)).toMatchObject({ entries: 6, head: { sequence: 5 }, problem: null });
  const { rows } = await tamper(
    `update platform.audit_entry set at = now() - interval '2 minutes'
     from platform.audit_unsealed where entry_id = id and audit_entry.chain = $1 returning id`,
    chain,
  );
  expect((await reportOf(chain)).problem).toContain(`${rows[0].id} waits for its seal`);
});

describe('it names', () => {
  test.each([
    ['what it says', `after = '{"size": "S"}'`],
    ['who did it', `actor_id = gen_random_uuid()`],
    ['when', `at = at - interval '1 microsecond'`],
    ['from where', `ip = null`],
  ])('an entry that was changed in %s', async (_what, change) => {
    await tamper(`update platform.audit_entry set ${change} where id = $1`, entries[2]);
    expect(await reportOf(chain)).toMatchObject({
      head: { sequence: 2 },
      problem: expect.stringMatching(`At 3 stands entry ${entries[2]}, and it is not what was sealed`),
    });
  });

  test('an entry that was given to another customer', async () => {
    await tamper(`update platform.audit_entry set customer_id = $2 where id = $1`, entries[4], newId());
    expect((await reportOf(chain)).problem).toContain(`At 5 stands entry ${entries[4]}`);
  });

  test('an entry that was removed', async () => {
    await tamper(`delete from platform.audit_entry where id = $1`, entries[1]);
    expect((await reportOf(chain)).problem).toBe(`Entry ${entries[1]}, sealed at 2, is missing.`);
  });

  test('a seal that was removed', async () => {
    await tamper(`delete from platform.audit_seal where entry_id = $1`, entries[1]);
    expect((await reportOf(chain)).problem).toBe('Seal 2 is missing.');
    await tamper(`delete from platform.audit_seal where entry_id = $1`, entries[2]);
    expect((await reportOf(chain)).problem).toBe('Seals 2 to 3 are missing.');
  });

  test('an entry that was removed with its seal', async () => {
    await tamper(`delete from platform.audit_seal where entry_id = $1`, entries[1]);
    await tamper(`delete from platform.audit_entry where id = $1`, entries[1]);
    expect((await reportOf(chain)).problem).toBe('Seal 2 is missing.');
  });

  test('an entry that was removed with its seal, those after it moved up', async () => {
    await tamper(`delete from platform.audit_seal where entry_id = $1`, entries[1]);
    await tamper(`delete from platform.audit_entry where id = $1`, entries[1]);
    for (const sequence of [3, 4, 5]) {
      await tamper(
        `update platform.audit_seal set sequence = sequence - 1 where chain = $1 and sequence = $2`,
        ...[chain, sequence],
      );
    }
    expect((await reportOf(chain)).problem).toContain(`At 2 stands entry ${entries[2]}`);
  });

  test('two entries that changed places', async () => {
    await tamper(`delete from platform.audit_seal where entry_id = $1`, entries[3]);
    await tamper(`update platform.audit_seal set entry_id = $2 where entry_id = $1`, entries[1], entries[3]);
    expect((await reportOf(chain)).problem).toContain(`At 2 stands entry ${entries[3]}`);
  });

  test('two seals that changed places', async () => {
    const place = (from: number, to: number) =>
      tamper(
        `update platform.audit_seal set sequence = $3 where chain = $1 and sequence = $2`,
        ...[chain, from, to],
      );
    await place(2, 99);
    await place(3, 2);
    await place(99, 3);
    expect((await reportOf(chain)).problem).toContain(`At 2 stands entry ${entries[2]}`);
  });

  test('an entry whose seal at the end was removed', async () => {
    await tamper(`delete from platform.audit_seal where entry_id = $1`, entries[4]);
    expect((await reportOf(chain)).problem).toBe(`The seal of entry ${entries[4]} is missing.`);
  });
});

describe('with a head that was noted earlier', () => {
  const noted = async () => {
    const { head } = await reportOf(chain);
    return parseExpected(`${chain}:${head.sequence}:${head.hash.toString('hex')}`)!;
  };

  test('a chain that has grown since is in order', async () => {
    const expected = await noted();
    await doFor(chain);
    await sealEntries(db);
    expect(await reportOf(chain, [expected])).toMatchObject({ head: { sequence: 6 }, problem: null });
  });

  test('a chain whose end was cut off is named', async () => {
    const expected = await noted();
    await tamper(`delete from platform.audit_seal where entry_id = any($1)`, entries.slice(3));
    await tamper(`delete from platform.audit_entry where id = any($1)`, entries.slice(3));
    expect((await reportOf(chain)).problem).toBeNull();
    expect((await reportOf(chain, [expected])).problem).toBe(
      'The chain ends at 3, and it was noted at 5: its end is missing.',
    );
  });

  test('a chain that was cut off and has grown again is named', async () => {
    const expected = await noted();
    await tamper(`delete from platform.audit_seal where entry_id = $1`, entries[4]);
    await tamper(`delete from platform.audit_entry where id = $1`, entries[4]);
    await doFor(chain);
    await sealEntries(db);
    expect((await reportOf(chain, [expected])).problem).toBe(
      'At 5 another hash was noted: the chain was made anew.',
    );
  });

  test('a chain that is gone as a whole is named', async () => {
    const expected = await noted();
    await tamper(`delete from platform.audit_seal where chain = $1`, chain);
    await tamper(`delete from platform.audit_entry where chain = $1`, chain);
    expect((await reportOf(chain, [expected])).problem).toContain('ends at 0');
  });

  test.each(['', 'acme:1:ab', `platform:1:${'g'.repeat(64)}`])('what is no head is not taken: %s', (text) => {
    expect(parseExpected(text)).toBeNull();
  });
});
