import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { makeSubgraph } from '@hosterizer/accounts/subgraph';
import { makeSign } from '@hosterizer/gateway/subgraphs/caller';
import { makeRemote } from '@hosterizer/gateway/subgraphs/remote';
import { serveSubgraph } from '@hosterizer/kit/serve';
import { makeWorld, member } from '@hosterizer/kit/testing';

test('an export comes through a gateway in front of the accounts process in parts, its refusals whole', async () => {
  const world = await makeWorld();
  const { tokens, log } = world.settings;
  const subgraph = await makeSubgraph(world.settings);
  const served = await serveSubgraph(subgraph, { host: '127.0.0.1', port: 0, tokens, log });
  const remote = makeRemote('accounts', served.url, { sign: makeSign(tokens), log });
  try {
    const customer = await world.customer();
    await world.owner.query(
      `insert into platform.audit_entry (id, customer_id, actor_id, actor_kind, operation, object_type, object_id, trace_id)
       select gen_random_uuid(), $1, $1, 'USER', 'many', 'Test', n::text, 't' from generate_series(1, 1500) n`,
      [customer],
    );
    const get = (role: 'owner' | 'viewer') =>
      remote.forward('/audit/')(
        { method: 'GET', rest: 'export.jsonl', query: {}, headers: {}, body: Buffer.alloc(0) },
        { viewer: member(customer, role), portal: null, ip: '127.0.0.1', traceId: 't' },
      );
    const { status, headers, body } = await get('owner');
    expect([status, headers!['content-disposition']]).toEqual([200, 'attachment; filename="audit.jsonl"']);
    expect(body).toBeInstanceOf(Readable);
    expect((await text(body as Readable)).trimEnd().split('\n')).toHaveLength(1500);

    const refused = await get('viewer');
    expect([refused.status, Buffer.isBuffer(refused.body)]).toEqual([403, true]);
  } finally {
    await remote.close();
    await served.close();
    await subgraph.stop();
    await world.close();
  }
}, 60_000);
