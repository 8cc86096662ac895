import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { asker, eventually, makeWorld, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import type { Caller } from '@hosterizer/kit/viewer';
import { mailboxPage } from '../src/mailbox-page.ts';
import { makeSubgraph } from '../src/subgraph.ts';
import { makePerson } from '../src/testing.ts';

let world: World;
let folder: string;
const made: Subgraph[] = [];

beforeAll(async () => {
  world = await makeWorld();
  folder = await mkdtemp(join(tmpdir(), 'hosterizer-mail-'));
});
afterEach(async () => void (await Promise.all(made.splice(0).map((subgraph) => subgraph.stop()))));
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true });
});

const from = 'no-reply@hosterizer.test';
const nobody: Caller = { viewer: null, portal: null, ip: '127.0.0.1', traceId: 'x' };

async function subgraphWith(more: Partial<SubgraphSettings>): Promise<Subgraph> {
  const subgraph = await makeSubgraph({ ...world.settings, ...more });
  made.push(subgraph);
  return subgraph;
}

function ask(subgraph: Subgraph, rest: string) {
  const route = subgraph.routes.find(({ prefix }) => prefix === '/dev/mail/')!;
  expect(route.public).toBe(true);
  return route.answer({ method: 'GET', rest, query: {}, headers: {}, body: Buffer.alloc(0) }, nobody);
}

const mail = { at: new Date('2026-11-21T10:20:30Z'), to: 'ada@people.test', subject: 'Hi', text: 'Hello' };

test('nothing in a mail becomes markup', () => {
  const page = mailboxPage([
    {
      ...mail,
      to: '"><img src=x>@people.test',
      subject: '<script>alert(1)</script>',
      text: `</pre><script>alert(2)</script> & " ' https://x.test/?a="onmouseover=alert(3)&b=<i> javascript:alert(4)`,
    },
  ]);
  expect(page).not.toMatch(/<script|<img|<i>/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain('&quot;&gt;&lt;img src=x&gt;@people.test');
  expect([...page.matchAll(/<a href="([^"]*)">/g)].map(([, href]) => href)).toEqual(['https://x.test/?a=']);
});

test('a link is one, with its token whole', () => {
  const page = mailboxPage([{ ...mail, text: 'Here:\n\nhttps://x.test/reset-password?token=a.b-c_d&x=1\n' }]);
  expect(page).toContain('<a href="https://x.test/reset-password?token=a.b-c_d&amp;x=1">');
});

test('the page has no script and no style of its own, so that any content policy lets it be', () => {
  const page = mailboxPage([mail]);
  expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
  expect(page).toContain('<time datetime="2026-11-21T10:20:30.000Z">2026-11-21 10:20:30 UTC</time>');
  expect(mailboxPage([])).toContain('There is none yet.');
});

test('in development mail that went to a folder is shown to whoever asks, the newest first', async () => {
  const subgraph = await subgraphWith({ mail: { from, transport: { folder } }, development: true });
  const { email } = await makePerson(world, []);
  await asker(subgraph)(null)(`mutation ($email: String!) { requestPasswordReset(email: $email) }`, {
    email,
  });
  const page = await eventually(async () => {
    const { body } = await ask(subgraph, '');
    return String(body).includes(email) && String(body);
  });
  expect(page).toMatch(/<a href="http:\/\/hosterizer\.test\/reset-password\?token=[\w.-]+">/);
  expect(await ask(subgraph, 'style.css')).toMatchObject({ status: 200 });
  expect(await ask(subgraph, '../secrets')).toMatchObject({ status: 404 });
});

test('there is no such page in production, nor where mail goes to a server', async () => {
  const inFolder = { from, transport: { folder } };
  const inProduction = await subgraphWith({ mail: inFolder });
  const bySmtp = await subgraphWith({
    mail: { from, transport: { url: 'smtp://127.0.0.1:1' } },
    development: true,
  });
  for (const { routes } of [inProduction, bySmtp]) {
    expect(routes.map(({ prefix }) => prefix)).not.toContain('/dev/mail/');
  }
});
