import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { audit, ctl, endServers, newPlace, newRoot, newSite, packed, terraform } from './harness.ts';

jest.setTimeout(60_000);

let rootDir: string;

beforeEach(() => {
  rootDir = newRoot();
});

afterEach(async () => {
  expect(await endServers(rootDir)).toEqual([]);
});

const environmentOf = (pid: number) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
const onLinux = existsSync('/proc/self/environ') ? test : test.skip;

/** The files below the folder that hold a text, by their path in it. */
const filesWith = (text: string) =>
  readdirSync(rootDir, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(rootDir, path)).isFile())
    .filter((path) => readFileSync(join(rootDir, path)).includes(text));

describe('variables and secrets of a website', () => {
  const page = { title: 'Shop', body: 'Open at {{HOURS}}, never {{API_KEY}}.' };
  const variables = { HOURS: '9 < 17', EMPTY: '' };
  const secrets = { API_KEY: `sesame-${'x'.repeat(20)}\n"'$(id)` };

  onLinux('reach its server, and a change of either starts it anew', async () => {
    const site = await newSite(rootDir);
    await site.apply(page, { environment: { variables, secrets } });
    const first = site.server();
    expect(environmentOf(first.pid)).toEqual(
      expect.arrayContaining(['HOURS=9 < 17', 'EMPTY=', `API_KEY=${secrets.API_KEY}`]),
    );
    expect(await (await fetch(site.url)).text()).toContain('Open at 9 &lt; 17, never {{API_KEY}}.');

    const changed = { environment: { variables, secrets: { API_KEY: 'another' } } };
    expect(await site.plan(page, changed)).toEqual({
      'module.compute.terraform_data.secrets': 'delete create',
      'module.compute.terraform_data.process': 'delete create',
    });
    await site.apply(page, changed);
    const second = site.server();
    expect(second.pid).not.toBe(first.pid);
    expect(environmentOf(second.pid)).toContain('API_KEY=another');

    await site.apply(page);
    expect(environmentOf(site.server().pid).join()).not.toMatch(/HOURS|API_KEY/);
    expect(await audit(rootDir)).toEqual([]);
    await site.destroy();
    expect(existsSync(site.folder)).toBe(false);
  });

  test('keep the secret out of everything but what Terraform is given and one file for the site alone', async () => {
    const site = await newSite(rootDir);
    const applied = await site.apply(page, { environment: { variables, secrets } });
    expect(applied.code).toBe(0);
    const file = join(site.folder, 'secrets.json');

    expect(filesWith('sesame').sort()).toEqual(
      [file, join(site.blueprint, 'secrets.auto.tfvars.json')]
        .map((path) => path.slice(rootDir.length + 1))
        .sort(),
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(site.folder, 'variables.json')).mode & 0o777).toBe(0o600);
    const { output } = await terraform(rootDir, site.blueprint, 'output', '-json');
    for (const text of [applied.output, output]) expect(text).not.toContain('sesame');
    const destroyed = await site.destroy();
    expect(destroyed.code).toBe(0);
    expect(destroyed.output).not.toContain('sesame');
  });

  test('arrive whole when they are long', async () => {
    const site = await newSite(rootDir);
    // Without any pattern, so that compression cannot help.
    let seed = 1;
    const letter = () => String.fromCharCode(33 + ((seed = (seed * 48_271) % 2_147_483_647) % 90));
    const long = Object.fromEntries(
      Array.from({ length: 25 }, (_, n) => [`LONG_${n}`, Array.from({ length: 8_192 }, letter).join('')]),
    );
    expect(await site.apply(page, { environment: { secrets: long } })).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(site.folder, 'secrets.json'), 'utf8'))).toEqual(long);
    await site.destroy();
  });

  test.each([
    ['variables', { NODE_OPTIONS: '--inspect' }, /Variables have names of capital letters/],
    ['variables', { lower: '' }, /Variables have names of capital letters/],
    ['secrets', { LD_PRELOAD: '/tmp/sesame' }, /Secrets have names of capital letters/],
    [
      'secrets',
      { PATH: '/tmp/sesame' },
      /PATH, HOME and names that begin with NODE_ or LD_ are not\s+allowed/,
    ],
    ['secrets', { LONG: 'sesame'.repeat(200_000) }, /may take\s+1,000,000 bytes/],
  ])('are refused as %s when they are %j', async (kind, values, reason) => {
    const site = await newSite(rootDir);
    const { code, output } = await site.apply(page, { environment: { [kind]: values } });
    expect(code).toBe(1);
    expect(output).toMatch(reason);
    expect(output).not.toContain('sesame');
    expect(existsSync(site.folder)).toBe(false);
  });
});

describe('the program', () => {
  test.each([
    [{ HOME: 'sesame' }, 'The environment takes no HOME.\n'],
    [{ 'A-B': 'sesame' }, 'The environment takes no A-B.\n'],
    [{ A: 'sesame\0' }, 'The value of A contains a zero character.\n'],
  ])('keeps no secrets such as %j and does not repeat them', async (values, sentence) => {
    const site = await newPlace();
    expect(await ctl(rootDir, 'secrets write', site, packed(values))).toMatchObject({
      code: 1,
      output: sentence,
    });
    expect(filesWith('sesame')).toEqual([]);
  });

  test('starts no server without the secrets that it was ordered with', async () => {
    const site = await newPlace();
    await ctl(rootDir, 'folder create', site);
    await ctl(rootDir, 'secrets write', site, packed({ A: 'x' }));
    const wanted = { ...site, secrets: 'first' };
    expect(await ctl(rootDir, 'process start', wanted)).toMatchObject({ code: 0 });
    await ctl(rootDir, 'sites stop');
    rmSync(join(rootDir, site.site_id, 'secrets.json'));

    const { code, output } = await ctl(rootDir, 'process start', wanted);
    expect(code).toBe(1);
    expect(output).toMatch(/secrets\.json is gone; change the secrets to renew it\.\n$/);
    await ctl(rootDir, 'folder remove', site);
    expect(await audit(rootDir)).toEqual([]);
  });
});
