/** Secrets are planted where they come by; afterwards every table is read through, and none of them is found. */
import { gzipSync } from 'node:zlib';
import { Deploy, setStage, type Stage } from './order.ts';
import { order, Retry, setVariables } from './ordering.ts';
import { Approve, change, planOf, runnerFor } from './planning.ts';
import { member } from '@hosterizer/kit/testing';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

/** In which tables a text stands, as itself or as bytes, compressed or not. */
async function tablesWith(text: string): Promise<string[]> {
  const { owner } = stage.world;
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const shapes = [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    gzipSync(text).subarray(10, 18).toString('hex'),
  ];
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query(`select from ${name} as row where row::text like any ($1) limit 1`, [
      shapes.map((shape) => `%${shape}%`),
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

test('neither a variable’s secret nor what a plan tells of attributes stands in any table', async () => {
  const customer = await stage.world.customer();
  const siteId = await stage.site(customer);
  await order(stage, siteId, { approval_policy: 'ALWAYS' });
  await setVariables(stage, siteId, { PLAIN: 'plain-sailing', KEY: { secret: 'swordfish-of-the-site' } });
  const ask = stage.as(member(customer));
  const { id } = (await ask(Deploy, { id: siteId })).data!['deploySite'];
  const planner = await runnerFor(stage, { id });
  expect(planner.job.secrets).toEqual({ KEY: 'swordfish-of-the-site' });
  const changes = [change('input.note', 'marlin-of-the-plan', 'tuna-of-the-plan')];
  await planner.put(planOf([{ address: 'terraform_data.page', action: 'UPDATE', changes }]));
  await planner.putFile(Buffer.from('a file with perch-of-the-file in it'));
  await planner.finish('PLANNED');
  await ask(Approve, { id });
  const applier = await runnerFor(stage, { id });
  expect((await applier.getFile()).bytes.toString()).toContain('perch-of-the-file');
  await applier.finish('FAILED', { error: 'It broke.' });
  const again = (await ask(Retry, { id })).data!['retryDeployment'];
  expect((await runnerFor(stage, again)).job.secrets).toEqual({ KEY: 'swordfish-of-the-site' });

  // What is no secret is found, so that the search does find.
  expect(await tablesWith('plain-sailing')).toEqual(
    expect.arrayContaining(['deployments.deployment', 'sites.variable']),
  );
  for (const secret of [
    'swordfish-of-the-site',
    'marlin-of-the-plan',
    'tuna-of-the-plan',
    'perch-of-the-file',
  ])
    expect(await tablesWith(secret)).toEqual([]);
});
