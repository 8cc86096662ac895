/** Input that is not as it should be, and a machine that is full: each a clear end, and the runner goes on. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ended, openRoom, until } from './room.ts';
import type { TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const slow = `resource "terraform_data" "slow" {
  input = "slow"
  provisioner "local-exec" { command = "sleep 2" }
}`;

const text = (job: TestJob) => job.events.map(({ message }) => message).join('\n');
const diagnostics = (job: TestJob) =>
  job.events.flatMap(({ kind, level, message }) =>
    kind === 'DIAGNOSTIC' && level === 'ERROR' ? [message] : [],
  );

test.each<[string, string, Record<string, unknown>, RegExp, RegExp]>([
  [
    'a variable that is missing',
    'variable "wanted" {\n  type = string\n}\n',
    {},
    /No value for required variable/,
    /main\.tf line 1:\n\s+1: variable "wanted"/,
  ],
  [
    'a variable of the wrong type',
    'variable "wanted" {\n  type = number\n}\n',
    { unwanted: 'but kept to itself', wanted: ['a'] },
    /Invalid value for input variable/,
    /^Error: Invalid value for input variable\n\n {2}on terraform\.tfvars\.json line 3:\n {2}3: {3}"wanted": \[\n[^]*declared at main\.tf:1/,
  ],
  [
    'a provider that there is not',
    'terraform {\n  required_providers {\n    nope = { source = "hosterizer.invalid/x/nope" }\n  }\n}\n',
    {},
    /nope/,
    /nope/,
  ],
])(
  '%s ends the deployment in the words of Terraform',
  async (_what, hcl, variables, sentence, place) => {
    room.blueprint('faulty', hcl);
    room.run();
    const job = room.platform.queue({ blueprint: 'faulty', variables });
    expect(await ended(job, 40)).toEqual({
      outcome: 'FAILED',
      errorMessage: expect.stringMatching(sentence),
    });
    expect(diagnostics(job).join('\n')).toMatch(place);
    expect(room.platform.siteOf(job.siteId).lock).toBeNull();
  },
  60_000,
);

test('credentials that are refused end the deployment with what the other side said', async () => {
  const server = createServer((_, response) => void response.writeHead(403).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  room.blueprint(
    'refused',
    `data "terraform_remote_state" "x" {
  backend = "http"
  config  = { address = "${address}", password = "not-the-right-one" }
}`,
  );
  room.run();
  const job = room.platform.queue({ blueprint: 'refused' });
  const outcome = await ended(job);
  server.close();
  expect(outcome).toEqual({ outcome: 'FAILED', errorMessage: expect.stringMatching(/403|invalid auth/i) });
  expect(diagnostics(job)).toHaveLength(1);
  expect(JSON.stringify([job.events, outcome])).not.toContain('not-the-right-one');
}, 60_000);

describe('where the state lies is away', () => {
  const sentence = 'The bucket acme-states, where the state lies, cannot be reached. Try again in a while.';

  test('a deployment fails with the platform’s sentence, and has changed nothing', async () => {
    room.blueprint('quick', 'resource "terraform_data" "quick" { input = "quick" }');
    room.platform.faults.placeAway = sentence;
    room.run();
    const job = room.platform.queue({ blueprint: 'quick' });
    expect(await ended(job)).toEqual({
      outcome: 'FAILED',
      errorMessage: `The site's state could not be locked. ${sentence}`,
    });
    expect(text(job)).not.toContain('terraform_data.quick');
  }, 60_000);

  test('for a moment: the deployment goes on', async () => {
    room.blueprint('quick', 'resource "terraform_data" "quick" { input = "quick" }');
    room.platform.faults.placeAway = sentence;
    room.run();
    const job = room.platform.queue({ blueprint: 'quick' });
    await until('its beginning', () => text(job).includes('Planning'));
    room.platform.faults.placeAway = null;
    expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  }, 60_000);

  test('after an apply: what exists is kept, and stored as soon as the place is there', async () => {
    room.blueprint('slow', slow);
    room.run();
    const job = room.platform.queue({ blueprint: 'slow' });
    await until('its apply', () => job.events.some(({ phase }) => phase === 'APPLYING'));
    room.platform.faults.placeAway = sentence;
    await until('the end of the apply', () => text(job).includes('Apply complete'));
    expect(
      room.platform
        .siteOf(job.siteId)
        .versions.map(({ text: state }) => state)
        .join(),
    ).not.toContain('"slow"');
    expect(job.outcome).toBeUndefined();
    room.platform.faults.placeAway = null;
    expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
    expect(room.platform.siteOf(job.siteId).versions.at(-1)!.text).toContain('"slow"');
  }, 60_000);
});

test('50 MB of output arrive line by line, and the runner stays small', async () => {
  const lines = 12_500;
  const length = 4_000;
  room.blueprint('quick', 'resource "terraform_data" "quick" { input = "quick" }');
  // Of a provisioner Terraform itself would read it, which takes longer than all the rest.
  const print = `yes "$(head -c ${length} /dev/zero | tr '\\0' x)" | head -n ${lines}`;
  const runner = room.spawn(room.wrapTerraform('apply', print));
  const job = room.platform.queue({ blueprint: 'quick' });
  expect(await ended(job, 150)).toMatchObject({ outcome: 'COMPLETED' });
  const printed = job.events.filter(({ message }) => message.startsWith('xxx'));
  expect(printed.map(({ message }) => message.length)).toEqual(Array(lines).fill(length));
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${runner.pid}/status`, 'utf8'))![1];
  expect(Number(peak) / 1024).toBeLessThan(300);
}, 180_000);

/** A disk of its own for the work folder; only root may have one. */
const onDisk = process.getuid?.() === 0 ? test : test.skip;

onDisk(
  'a full disk fails what needs it with a sentence, and the runner goes on when there is room',
  async () => {
    const work = join(room.folder, 'work');
    const filler = join(work, 'filler');
    mkdirSync(work);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', work]);
    try {
      const quick = 'resource "terraform_data" "quick" { input = "quick" }';
      room.blueprint('quick', quick);
      room.blueprint(
        'greedy',
        `
${quick}
resource "terraform_data" "greedy" {
  depends_on = [terraform_data.quick]
  provisioner "local-exec" { command = "echo filling; cat /dev/zero > ${filler}" }
}`,
      );
      room.run();
      const greedy = room.platform.queue({ blueprint: 'greedy' });
      const sentence = /The disk of runner test is full: 0 MB are free/;
      expect(await ended(greedy)).toEqual({
        outcome: 'FAILED',
        errorMessage: expect.stringMatching(sentence),
      });
      expect(diagnostics(greedy).at(-1)).toMatch(sentence);
      expect(room.platform.siteOf(greedy.siteId).versions.at(-1)!.text).toContain('"quick"');

      // Whether not even a folder can be made, or there is only too little for a job.
      const nothing = room.platform.queue({ blueprint: 'quick' });
      expect(await ended(nothing)).toEqual({
        outcome: 'FAILED',
        errorMessage: expect.stringMatching(sentence),
      });
      writeFileSync(filler, Buffer.alloc(36 * 1024 * 1024));
      const little = room.platform.queue({ blueprint: 'quick' });
      expect(await ended(little)).toMatchObject({
        errorMessage: expect.stringMatching(/The disk of runner test is full: \d+ MB are free/),
      });
      expect(diagnostics(little)).toHaveLength(1);

      rmSync(filler);
      const after = room.platform.queue({ blueprint: 'quick' });
      expect(await ended(after)).toMatchObject({ outcome: 'COMPLETED' });
      await until('the state of what failed', () => text(after).includes('quick'));
    } finally {
      process.chdir('/');
      execFileSync('umount', ['-l', work]);
    }
  },
  60_000,
);
