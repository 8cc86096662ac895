import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutput } from '../src/output.ts';
import { openReader } from '../src/reader.ts';
import { makeRedactor } from '../src/redact.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hosterizer-reader-'));
  path = join(folder, 'output.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (firstLine = 1) =>
  openReader(path, { firstLine, makeRedactor: () => makeRedactor({ declared: [], guessed: [] }) });
const told = (lines: Awaited<ReturnType<Awaited<ReturnType<typeof open>>['read']>>) =>
  lines.map(({ line, event }) => `${line} ${event.phase} ${event.message}`);

test('only whole lines are read, and each once', async () => {
  appendFileSync(path, 'one\ntw');
  const reader = await open();
  expect(told(await reader.read(10, 1000))).toEqual(['1 PLANNING one']);
  expect(await reader.read(10, 1000)).toEqual([]);
  appendFileSync(path, 'o\nthree\n');
  expect(told(await reader.read(1, 1000))).toEqual(['2 PLANNING two']);
  expect(told(await reader.read(10, 1000))).toEqual(['3 PLANNING three']);
  await reader.close();
});

test('a later start knows the phase and the secrets of the lines before', async () => {
  const output = openOutput(path);
  output.say({ type: 'hosterizer_phase', phase: 'APPLYING', message: 'Applying' });
  appendFileSync(path, '-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKC\n-----END PRIVATE KEY-----\nafter\n');
  const reader = await open(5);
  reader.seek(7);
  expect(told(await reader.read(10, 1000))).toEqual(['7 APPLYING ***', '8 APPLYING ***', '9 APPLYING after']);
  reader.seek(6);
  expect(told(await reader.read(1, 1000))).toEqual(['6 APPLYING ***']);
  await reader.close();
  output.close();
});

test('a line of the runner does not continue a torn one', async () => {
  const output = openOutput(path);
  appendFileSync(path, '{"@message":"to');
  output.say({ type: 'hosterizer_log', message: 'Taking over.' });
  const reader = await open();
  expect(told(await reader.read(10, 1000))).toEqual([
    '1 PLANNING {"@message":"to',
    '2 PLANNING Taking over.',
  ]);
  await reader.close();
  output.close();
});

test('an endless line is cut, and the next one is whole', async () => {
  appendFileSync(path, `${'x'.repeat(3_000_000)}\nnext\n`);
  const reader = await open();
  const [long, next] = await reader.read(10, 1_000_000);
  expect(long!.event.message.length).toBeLessThanOrEqual(65_536);
  expect(told([next!])).toEqual(['2 PLANNING next']);
  await reader.close();
});

test('a batch is bounded by its size as well', async () => {
  appendFileSync(path, `${'x'.repeat(1000)}\n`.repeat(10));
  const reader = await open();
  expect(await reader.read(500, 3000)).toHaveLength(3);
  await reader.close();
});
