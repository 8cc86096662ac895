import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraformFolder } from './harness.ts';

/** What machines at the clouds run when they start. */
const scripts = globSync('modules/**/*.sh.tftpl', { cwd: terraformFolder });
const programs = globSync('modules/**/*.py', { cwd: terraformFolder });
const has = (program: string) => spawnSync(program, ['--version']).status === 0;

test('there are some', () => {
  expect(scripts).toHaveLength(2);
  expect(programs).toHaveLength(2);
});

(has('bash') ? test.each(scripts) : test.skip.each(scripts))('%s is a script that bash can read', (file) => {
  // What Terraform fills in stands between quotes or in here documents, and looks like a variable.
  const text = readFileSync(join(terraformFolder, file), 'utf8');
  expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

const python = (code: string, ...args: string[]) =>
  execFileSync('python3', ['-B', '-c', code, ...args], { encoding: 'utf8' });
const inPython = has('python3') ? test : test.skip;

inPython.each(programs)('%s is a program that Python can read', (file) => {
  python('import ast, sys; ast.parse(open(sys.argv[1]).read())', join(terraformFolder, file));
});

describe('the web server of a machine', () => {
  const load = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("program", sys.argv[1])
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)
program.own_address = lambda: "192.0.2.7"
print(program.caddyfile(json.loads(sys.argv[2])))
`;
  const configured = (settings: object) =>
    python(
      load,
      join(terraformFolder, 'modules/web/machine/site.py'),
      JSON.stringify({ image: null, domain: null, suffix: null, ...settings }),
    );

  inPython.each([
    ['its domain', { domain: 'shop.example', suffix: 'ip.example' }, /^shop\.example \{/, true],
    ['the name that the provider gives it', { suffix: 'ip.example' }, /^192-0-2-7\.ip\.example \{/, true],
    ['any name, without TLS, when it has none', {}, /^:80 \{/, false],
  ])('answers at %s', (_where, settings, head, secure) => {
    const text = configured(settings);
    expect(text).toMatch(head);
    expect(text).toContain('file_server');
    expect(text.includes('Strict-Transport-Security')).toBe(secure);
  });

  inPython('hands requests on to an image', () => {
    expect(configured({ image: 'ghcr.io/acme/shop:1.4.0' })).toContain('reverse_proxy 127.0.0.1:8080');
  });
});
