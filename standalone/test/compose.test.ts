import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeSettings } from '../src/compose-settings.ts';
import { root } from '../src/folders.ts';
import { composeText, readCompose } from './compose-file.ts';
import { composeSchema } from './compose-schema.ts';

test('docker-compose.yml keeps to the Compose Specification', async () => {
  const compose = readCompose(await composeSettings());
  const validate = new Ajv({ allErrors: true, strict: false }).compile(composeSchema);
  validate(compose);
  expect(validate.errors).toBeNull();
});

test('every secret that it demands is written by compose:env, and none has a default', async () => {
  const demanded = [
    ...new Set([...composeText.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name)),
  ].sort();
  expect(Object.keys(await composeSettings()).sort()).toEqual(demanded);
  expect(() => readCompose({})).toThrow('run npm run compose:env first');
  const defaults = [...composeText.matchAll(/\$\{([A-Z_]+):-/g)].map(([, name]) => name);
  expect(new Set(defaults)).toEqual(new Set(['PORT', 'HOSTERIZER_PUBLIC_URL', 'HOSTERIZER_MAIL_URL']));
});

test('the secrets are fresh each time', async () => {
  const [one, two] = [await composeSettings(), await composeSettings()];
  for (const name of Object.keys(one)) expect(one[name]).not.toBe(two[name]);
});

test('each target that it builds is a stage of the Dockerfile, and runs as somebody other than root', () => {
  const stages = readFileSync(join(root, 'Dockerfile'), 'utf8')
    .split(/^FROM /m)
    .slice(1);
  const targets = new Set([...composeText.matchAll(/target: (\w+)/g)].map(([, target]) => target));
  for (const target of targets) {
    const stage = stages.find((text) => new RegExp(`^\\S+ AS ${target}\\n`).test(text));
    const base = stages.find((text) => / AS base\n/.test(text));
    const users = [...`${base}${stage}`.matchAll(/^USER (\w+)$/gm)].map(([, user]) => user);
    expect({ target, user: users.at(-1) }).toEqual({ target, user: 'node' });
  }
});

test('no runner gets the way to a database or to Redis', async () => {
  const { runner } = readCompose(await composeSettings()).services;
  expect(Object.entries(runner?.environment ?? {}).join()).not.toMatch(/postgres|redis|SECRET|STATE_KEYS/i);
});
