import { connectDatabase } from '@hosterizer/kit/database';
import { makeWorld, member } from '@hosterizer/kit/testing';
import { inTenant } from '@hosterizer/kit/tenancy';
import { AuditEntry, entriesIn } from '../src/audit-log.ts';
import { auditRoute } from '../src/audit-export.ts';
import { sealEntries } from '../src/audit-seal.ts';
import { entities } from '../src/entities.ts';
test('plan', async () => {
  const world = await makeWorld();
  const db = await connectDatabase({ ...world.settings, entities: [...entities, AuditEntry] }, world);
  const c = '00000000-0000-4000-8000-000000000007';
  let t = Date.now();
  await world.owner.query(`insert into platform.audit_entry (id, customer_id, actor_id, actor_kind, operation, object_type, object_id, trace_id)
     select gen_random_uuid(), '${c}', gen_random_uuid(), 'USER', 'many', 'Test', n::text, 't' from generate_series(1, 120000) n`);
  await world.owner.query(`analyze platform.audit_entry`);
  console.log('inserted', Date.now() - t); t = Date.now();
  await inTenant(db, c, async (tx) => {
    const [sql, params] = entriesIn(tx).orderBy('entry.id', 'DESC').limit(21).getQueryAndParameters();
    console.log((await tx.query(`explain analyze ${sql}`, params)).map((r: any) => r['QUERY PLAN']).join('\n'));
  });
  t = Date.now(); await sealEntries(db); console.log('sealed', Date.now() - t);
  t = Date.now(); let bytes = 0, peak = 0;
  const { body } = await auditRoute(db).answer({ method: 'GET', rest: 'export.csv', query: {}, headers: {}, body: Buffer.alloc(0) }, { viewer: member(c), portal: null, ip: '', traceId: 't' });
  global.gc?.();
  const base = process.memoryUsage().heapUsed; let last = '';
  for await (const part of body as AsyncIterable<string>) { bytes += part.length; last = part; peak = Math.max(peak, process.memoryUsage().heapUsed - base); }
  console.log('exported', Date.now() - t, bytes, Math.round(peak / 1e6) + ' MB', last.slice(-150));
  await db.close(); await world.close();
}, 200000);
