import type { Readable } from 'node:stream';
import { newId } from '@hosterizer/kit/ids';
import { serveSubgraph } from '@hosterizer/kit/serve';
import { member, staff } from '@hosterizer/kit/testing';
import { callerHeader, signCaller, type Viewer } from '@hosterizer/kit/viewer';
import { archiveEnded, dropMonths } from '../src/archive-sweep.ts';
import { bodyOf, setArchiveStage, type ArchiveStage } from './archive-stage.ts';

let stage: ArchiveStage;
beforeAll(async () => {
  stage = await setArchiveStage();
});
afterAll(async () => {
  await stage?.close();
});

const days = { keepDays: 90, deleteDays: 0 };

test('every event is a line of text, in order', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 10, 2_001);
  await stage.world.owner.query(
    `update deployments.event set at = '2026-11-21T02:03:04.567Z', level = 'ERROR', resource = 'module.site["a"]',
       message = $2 where deployment_id = $1 and sequence = 2`,
    [id, 'First\r\n2026-01-01T00:00:00.000Z INFO PLANNING forged\n\u001b[31mred\u001b[0m\u0007\tend \u2028x'],
  );
  const answer = await stage.log(member(customer), id);
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8' });
  expect(answer.headers!['content-disposition']).toMatch(
    /^attachment; filename="deployment-7-\d{4}-\d\d-\d\d-[0-9a-f]{12}\.log"$/,
  );
  const lines = (await bodyOf(answer)).split('\n');
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO APPLYING Line 1$/);
  expect(lines.slice(1, 5)).toEqual([
    '2026-11-21T02:03:04.567Z ERROR APPLYING [module.site["a"]] First',
    '    2026-01-01T00:00:00.000Z INFO PLANNING forged',
    '    red\tend ',
    '    x',
  ]);
  expect(lines.filter((line) => / INFO APPLYING Line \d+$/.test(line))).toHaveLength(2_000);
  expect(lines.at(-2)).toContain('Line 2001');
});

test('as JSON lines it has everything that an event has, unchanged', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 10, 3);
  const message = 'two\nlines\u001b[31m';
  await stage.world.owner.query(
    `update deployments.event set message = $2 where deployment_id = $1 and sequence = 3`,
    [id, message],
  );
  const answer = await stage.log(member(customer), id, { format: 'json' });
  expect(answer.headers!['content-disposition']).toContain('.jsonl"');
  const events = (await bodyOf(answer))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(events[2]).toEqual({
    sequence: 3,
    at: expect.stringMatching(/Z$/),
    kind: 'LOG',
    level: 'INFO',
    phase: 'APPLYING',
    resource: null,
    message,
  });
});

test('of a deployment that runs it has what there was when it was asked for', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 0, 1_200, { status: 'RUNNING' });
  const answer = await stage.log(member(customer), id);
  await stage.world.owner.query(
    `update deployments.progress set last_sequence = 1201 where deployment_id = $1`,
    [id],
  );
  await stage.world.owner.query(
    `insert into deployments.event (customer_id, deployment_id, sequence, at, kind, level, phase, message)
     values ($1, $2, 1201, now(), 'LOG', 'INFO', 'APPLYING', 'Later')`,
    [customer, id],
  );
  expect((await bodyOf(answer)).split('\n')).toHaveLength(1_201);
});

test('of an archived deployment it is the same, from the archive', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 150, 3_210);
  const before = await bodyOf(await stage.log(member(customer), id));
  await archiveEnded(stage.db, stage.archive, days);
  await dropMonths(stage.db, stage.archive, days);
  expect(await stage.rowsOf(id)).toBe(0);
  expect(await bodyOf(await stage.log(member(customer), id))).toBe(before);
});

describe('it is refused', () => {
  test('to whoever may not read deployments, and hidden from strangers', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 10, 3);
    const status = async (viewer: Viewer) => (await stage.log(viewer, id)).status;
    expect(await status(member(customer, 'viewer'))).toBe(200);
    expect(await status(staff('support'))).toBe(200);
    expect(await status(member(customer, 'billing'))).toBe(403);
    expect(await status(member(await stage.world.customer()))).toBe(404);
  });

  test('when there is no such deployment, or it is asked for in a way that there is not', async () => {
    const viewer = member(await stage.world.customer());
    expect((await stage.log(viewer, newId())).status).toBe(404);
    expect((await stage.log(viewer, 'x/../y')).status).toBe(404);
    const wrong = await stage.log(viewer, newId(), { format: 'xml' });
    expect(wrong.status).toBe(400);
    expect(await bodyOf(wrong)).toContain('format: Ask for text or json.');
    expect((await stage.log(viewer, newId(), { level: 'ERROR' })).status).toBe(400);
  });
});

describe('100,000 lines', () => {
  test('are sent by a thousand, and only as fast as they are taken', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 10, 100_000);
    const { body } = await stage.log(member(customer), id);
    const reader = (body as Readable)[Symbol.asyncIterator]();
    const largest = { chars: 0 };
    let lines = 0;
    for (let part = await reader.next(); !part.done; part = await reader.next()) {
      largest.chars = Math.max(largest.chars, String(part.value).length);
      lines += String(part.value).split('\n').length - 1;
      expect((body as Readable).readableLength).toBeLessThanOrEqual(2);
    }
    expect(lines).toBe(100_000);
    expect(largest.chars).toBeLessThan(200_000);
  });

  test('reach a client over HTTP, which may also leave', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 10, 100_000);
    const served = await serveSubgraph(stage.subgraph, {
      host: '127.0.0.1',
      port: 0,
      ...stage.world.settings,
    });
    try {
      const header = signCaller(stage.world.settings.tokens, {
        viewer: member(customer),
        portal: null,
        ip: '127.0.0.1',
        traceId: 'trace',
      });
      const ask = () => fetch(`${served.url}/logs/${id}`, { headers: { [callerHeader]: header } });
      const left = await ask();
      await left.body!.getReader().cancel();
      expect((await (await ask()).text()).split('\n')).toHaveLength(100_001);
    } finally {
      await served.close();
    }
  });
});
