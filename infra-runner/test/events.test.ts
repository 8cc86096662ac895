import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventOf, type Event } from '../src/events.ts';

const recorded = (name: string): Event[] =>
  readFileSync(join(__dirname, 'recorded', `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => eventOf(line, 'APPLYING', (text) => text));

const brief = ({ kind, level, resource, message }: Event) => [kind, level, resource, message];
const at = '2026-01-31T12:00:00.000Z';
const now = new Date(at);
const read = (line: string) => eventOf(line, 'PLANNING', (text) => text, now);
const own = (fields: object) => JSON.stringify({ '@level': 'info', '@timestamp': at, ...fields });

test('a recorded run that failed reads line by line as a person would tell it', () => {
  const lines = recorded('failed').map(brief);
  const applied = lines.findIndex(([kind]) => kind === 'RESOURCE');
  expect(lines.slice(0, applied)).toEqual(
    expect.arrayContaining([
      ['LOG', 'DEBUG', null, 'Terraform 1.11.4'],
      ['LOG', 'INFO', null, 'Initializing the backend...'],
      ['LOG', 'DEBUG', 'terraform_data.content', 'terraform_data.content: Plan to create'],
      ['LOG', 'INFO', null, 'Plan: 2 to add, 0 to change, 0 to destroy.'],
      ['LOG', 'DEBUG', null, 'Outputs: 3'],
    ]),
  );
  expect(lines.slice(applied)).toEqual([
    ['RESOURCE', 'INFO', 'terraform_data.content', 'terraform_data.content: Creating...'],
    [
      'RESOURCE',
      'INFO',
      'terraform_data.content',
      "terraform_data.content: Provisioning with 'local-exec'...",
    ],
    [
      'LOG',
      'DEBUG',
      'terraform_data.content',
      'Executing: ["/bin/sh" "-c" "echo published; echo plain >&2"]',
    ],
    ['LOG', 'INFO', 'terraform_data.content', expect.stringMatching(/^(published|plain)$/)],
    ['LOG', 'INFO', 'terraform_data.content', expect.stringMatching(/^(published|plain)$/)],
    [
      'RESOURCE',
      'INFO',
      'terraform_data.content',
      'terraform_data.content: (local-exec) Provisioning complete',
    ],
    ['RESOURCE', 'INFO', 'terraform_data.content', expect.stringContaining('Creation complete after 0s')],
    ['RESOURCE', 'INFO', 'terraform_data.server', 'terraform_data.server: Creating...'],
    ['RESOURCE', 'INFO', 'terraform_data.server', "terraform_data.server: Provisioning with 'local-exec'..."],
    ['LOG', 'DEBUG', 'terraform_data.server', 'Executing: ["/bin/sh" "-c" "exit 7"]'],
    [
      'RESOURCE',
      'ERROR',
      'terraform_data.server',
      'terraform_data.server: (local-exec) Provisioning errored',
    ],
    ['RESOURCE', 'ERROR', 'terraform_data.server', expect.stringContaining('Creation errored after 0s')],
    ['DIAGNOSTIC', 'WARN', null, expect.stringContaining('The page does not show the title.')],
    [
      'DIAGNOSTIC',
      'ERROR',
      'terraform_data.server',
      'Error: local-exec provisioner error\n\n' +
        '  on main.tf line 14, in resource "terraform_data" "server":\n' +
        '  14:   provisioner "local-exec" { command = "exit 7" }\n\n' +
        "Error running command 'exit 7': exit status 7. Output: ",
    ],
  ]);
});

test('outputs show their values, and sensitive ones hide them', () => {
  expect(
    recorded('replaced')
      .filter(({ kind }) => kind === 'OUTPUT')
      .map(({ message }) => message),
  ).toEqual(['password = (sensitive)\nports = (2 entries)\nsite_url = http://127.0.0.2:20001']);
});

test('a check that does not hold is a warning with the values that it saw', () => {
  const [warning] = recorded('replaced').filter(({ level }) => level === 'WARN');
  expect(warning!.message).toBe(
    'Warning: Check block assertion failed\n\n' +
      '  on main.tf line 19, in check "page":\n' +
      '  19:     condition     = terraform_data.content.input.title == "Solar"\n' +
      '    terraform_data.content.input.title is "Acme"\n\n' +
      'The page does not show the title.',
  );
});

test.each<[string, string, Partial<Event>]>([
  [
    'a phase of the runner',
    own({ type: 'hosterizer_phase', phase: 'APPLYING', '@message': 'Applying' }),
    { kind: 'PHASE', phase: 'APPLYING', message: 'Applying', at },
  ],
  ['a plan', own({ type: 'hosterizer_plan', '@message': 'Plan: nothing to change.' }), { kind: 'PLAN' }],
  [
    'a problem of the runner',
    own({ type: 'hosterizer_diagnostic', '@level': 'error', '@message': 'No.' }),
    { kind: 'DIAGNOSTIC', level: 'ERROR', message: 'No.' },
  ],
  [
    'a panic',
    'panic: runtime error',
    { kind: 'LOG', level: 'INFO', message: 'panic: runtime error', at, resource: null },
  ],
  ['an empty line', '', { kind: 'LOG', message: '' }],
  [
    'JSON of a program under Terraform',
    '{"type":"diagnostic","x":1}',
    { kind: 'LOG', message: '{"type":"diagnostic","x":1}' },
  ],
  ['half a line of JSON', '{"@message":"cut', { kind: 'LOG', message: '{"@message":"cut' }],
  [
    'a type that is not known yet',
    own({ type: 'novelty', '@message': 'New.' }),
    { kind: 'LOG', message: 'New.' },
  ],
  ['colours', '\u001b[31mred\u001b[0m', { message: 'red' }],
  [
    'drift',
    own({ type: 'resource_drift', '@message': 'Drift', change: { resource: { addr: 'a.b' } } }),
    { kind: 'LOG', level: 'WARN', resource: 'a.b' },
  ],
  ['a time without sense', own({ '@message': 'x', '@timestamp': 'soon' }), { at }],
  [
    'a time of another zone',
    own({ '@message': 'x', '@timestamp': '2026-01-31T14:00:00.123456+02:00' }),
    { at: '2026-01-31T12:00:00.123Z' },
  ],
])('%s becomes one event', (_what, line, expected) => {
  expect(read(line)).toMatchObject({ phase: 'PLANNING', ...expected });
});

test('a message keeps within what the API takes, and says that it was cut', () => {
  const { message } = read('x'.repeat(100_000));
  expect(message.length).toBeLessThanOrEqual(65_536);
  expect(message).toMatch(/the rest of a long line is left out\)$/);
});
