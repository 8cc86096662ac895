import {
  Append,
  Cancel,
  entering,
  Events,
  Finish,
  Heartbeat,
  lines,
  One,
  setStage,
  type Stage,
} from './order.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
// What one test leaves in the queue is nobody else's.
afterEach(() => stage.emptyQueue());

describe('appendDeploymentEvents', () => {
  test('numbers events without gaps, and a batch sent twice doubles nothing', async () => {
    const { events } = await stage.queued();
    const { say } = (await stage.claim())!;
    const before = (await events()).lastSequence;
    const batch = { from: 1, events: lines('a', 'b', 'c') };
    for (let n = 0; n < 2; n++) {
      expect((await say(Append, batch)).data!['appendDeploymentEvents'].nextLine).toBe(4);
    }
    await say(Append, { from: 2, events: lines('b', 'c', 'd') });
    const all = (await events()).events;
    expect(all.slice(before).map(({ message }: { message: string }) => message)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(all.map(({ sequence }: { sequence: number }) => sequence)).toEqual(
      all.map((_: unknown, n: number) => n + 1),
    );
  });

  test('loses and doubles nothing when overlapping batches arrive at once', async () => {
    const { messages } = await stage.queued();
    const { say } = (await stage.claim())!;
    const all = Array.from({ length: 40 }, (_, n) => `line ${n + 1}`);
    const send = (from: number, to: number) =>
      say(Append, { from, events: lines(...all.slice(from - 1, to)) });
    await Promise.all([send(1, 20), send(1, 10), send(1, 25)]);
    await Promise.all([send(11, 40), send(21, 30), send(20, 40)]);
    expect((await messages()).filter((message: string) => message.startsWith('line'))).toEqual(all);
  });

  test('refuses lines after a gap and says from where to send again', async () => {
    await stage.queued();
    const { say } = (await stage.claim())!;
    const answer = await say(Append, { from: 5, events: lines('late') });
    expect(answer).toMatchObject({ code: 'CONFLICT', message: 'Lines are missing: send again from line 1.' });
  });

  test('carries the phase over to the deployment', async () => {
    const { deployment } = await stage.queued();
    const { say } = (await stage.claim())!;
    await say(Append, { from: 1, events: [...lines('planned'), entering('APPLYING')] });
    expect(await deployment()).toMatchObject({ phase: 'APPLYING', runner: 'r1' });
    expect((await deployment()).phases.map(({ phase }: { phase: string }) => phase)).toEqual([
      'QUEUED',
      'PLANNING',
      'APPLYING',
    ]);
  });

  test('tells the runner that somebody wants it to stop', async () => {
    const { id, ask } = await stage.queued();
    const { say } = (await stage.claim())!;
    await ask(Cancel, { id });
    expect((await say(Heartbeat)).data!['heartbeatJob'].cancelRequested).toBe(true);
    await say(Finish, { outcome: 'CANCELLED' });
    expect((await ask(One, { id })).data!['deployment'].status).toBe('CANCELLED');
  });

  test('keeps what no text column holds out, and everything else as it is', async () => {
    const { messages, deployment } = await stage.queued();
    const { say } = (await stage.claim())!;
    const events = lines('nul \u0000 byte', '\u001b[31mred\u001b[0m 😀').map((line) => ({
      ...line,
      resource: 'terraform_data.nul["\u0000"]',
    }));
    await say(Append, { from: 1, events });
    expect((await messages()).slice(-2)).toEqual(['nul \uFFFD byte', '\u001b[31mred\u001b[0m 😀']);
    await say(Finish, { outcome: 'FAILED', error: 'nul \u0000 byte' });
    expect(await deployment()).toMatchObject({ status: 'FAILED', errorMessage: 'nul \uFFFD byte' });
  });

  test('is only for the job’s own runner', async () => {
    const { ask } = await stage.queued();
    await stage.claim();
    expect(await ask(Append, { from: 1, events: [] })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });
});

describe('finishJob', () => {
  test('makes the site live at its URL; said twice it is said once', async () => {
    const { siteId, events, deployment } = await stage.queued();
    const { say } = (await stage.claim())!;
    const outputs = { site_url: 'http://127.0.0.2:20000/' };
    for (let n = 0; n < 2; n++)
      expect((await say(Finish, { outcome: 'COMPLETED', outputs })).code).toBeUndefined();
    expect(await stage.siteStatus(siteId)).toEqual({ status: 'ACTIVE', url: outputs.site_url });
    expect(await deployment()).toMatchObject({ status: 'COMPLETED', phase: 'FINISHED', errorMessage: null });
    const batch = await events();
    expect(batch.ended).toBe(true);
    expect(batch.events.filter(({ kind }: { kind: string }) => kind === 'END')).toHaveLength(1);
  });

  test('keeps why it failed, and demands to know', async () => {
    const { siteId, deployment } = await stage.queued();
    const { say } = (await stage.claim())!;
    expect(await say(Finish, { outcome: 'FAILED' })).toMatchObject({ details: { field: 'errorMessage' } });
    await say(Finish, { outcome: 'FAILED', error: 'Unsupported argument' });
    expect(await deployment()).toMatchObject({ status: 'FAILED', errorMessage: 'Unsupported argument' });
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'FAILED' });
  });

  test('a log is not over before its last event has been read', async () => {
    const { id, ask } = await stage.queued();
    const { say } = (await stage.claim())!;
    await say(Append, { from: 1, events: lines('a', 'b', 'c') });
    await say(Finish, { outcome: 'COMPLETED' });
    const page = async (after: number) =>
      (await ask(Events, { id, after, first: 2 })).data!['deploymentEvents'];
    const ends = [];
    for (let after = 0, batch; ; after = batch.lastSequence) {
      batch = await page(after);
      ends.push(batch.ended);
      if (batch.ended) break;
    }
    expect(ends).toEqual([false, false, true]);
    expect(await page(6)).toMatchObject({ events: [], lastSequence: 6, ended: true });
  });
});
