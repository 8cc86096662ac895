import { makeMask, makeRedactor, secretsIn } from '../src/redact.ts';

const redact = (text: string, secrets: string[] = []) =>
  makeRedactor({ declared: [], guessed: secrets })(text);

test.each([
  ['password = "hunter2"', 'password = ***'],
  ['"db_password": "hunter2"', '"db_password": ***'],
  ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=*** psql'],
  ['AWS_SECRET_ACCESS_KEY=abc/def+ghi', 'AWS_SECRET_ACCESS_KEY=***'],
  ['the key AKIAIOSFODNN7EXAMPLE is used', 'the key *** is used'],
  ['Authorization: Bearer abcdef.ghijkl-mn', 'Authorization: Bearer ***'],
  ['see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl here', 'see *** here'],
  ['postgres://owner:hunter2@db:5432/x', 'postgres://owner:***@db:5432/x'],
  ['api_key: hunter2', 'api_key: ***'],
  ['client_token=hunter2;', 'client_token=***;'],
])('%s', (text, clean) => expect(redact(text)).toBe(clean));

test.each([
  'terraform_data.server: Creation complete after 0s [id=e8f5d657-2a68-ca46-3d9e-a7fe172f98bc]',
  'Plan: 2 to add, 0 to change, 0 to destroy.',
  'http://127.0.0.2:20001/',
  'The password must have 8 characters.',
  'tokens are tradeable',
])('leaves alone: %s', (text) => expect(redact(text)).toBe(text));

test('known values are masked in every form in which they may appear', () => {
  const secret = 'pa"ss wörd/1234567';
  const mask = makeRedactor({
    declared: [],
    guessed: [secret, 'first line of it\nsecond line of it', 'abc'],
  });
  expect(mask(`a ${secret} b`)).toBe('a *** b');
  expect(mask(JSON.stringify({ x: secret }))).toBe('{"x":"***"}');
  expect(mask(encodeURIComponent(secret))).toBe('***');
  expect(mask(Buffer.from(secret).toString('base64'))).toBe('***');
  expect(mask('x second line of it')).toBe('x ***');
  expect(mask('abc')).toBe('abc');
});

test('a private key is masked from its first to its last line', () => {
  const mask = makeRedactor({ declared: [], guessed: [] });
  const lines = [
    'before',
    'x -----BEGIN RSA PRIVATE KEY-----',
    'MIIEpAIBAAKCAQEA',
    '-----END RSA PRIVATE KEY-----',
    'after',
  ];
  expect(lines.map(mask)).toEqual(['before', 'x ***', '***', '***', 'after']);
  expect(mask('-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY----- then')).toBe('*** then');
});

test('variables whose names say so are secrets, however deep', () => {
  const variables = {
    site_name: 'Acme',
    configuration: { title: 'x', admin_password: 'one', smtp: { tokens: ['two', 'three'] } },
  };
  expect(secretsIn(variables)).toEqual(['one', 'two', 'three']);
});

test.each([
  'x',
  'a.',
  'password="',
  'password ',
  'token',
  'a://',
  '-----BEGIN PRIVATE KEY-----',
  'eyJ',
  'bearer ',
])('a long line of %j takes no long time', (piece) => {
  const begin = performance.now();
  redact(piece.repeat(131_072 / piece.length));
  expect(performance.now() - begin).toBeLessThan(2_000);
});

test('declared secrets are masked in the forms that programs give them, however short', () => {
  const secret = `k<e&y>"' \${x}/1+2`;
  const mask = makeMask({ declared: [secret, 'pin1'], guessed: [] });
  const json = JSON.stringify(secret);
  const forms = [
    json,
    JSON.stringify(json),
    json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
    json.replace('${', '$${'),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    secret.replaceAll("'", "'\\''"),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('base64url'),
  ];
  for (const form of forms) expect(mask(`<${form}>`)).not.toMatch(/k.{0,10}e.{0,10}y|6b3c|azxl/);
  for (const before of ['', 'a', 'ab', 'abc']) {
    const text = Buffer.from(`${before}${secret} and more`).toString('base64');
    expect(mask(text)).toMatch(/\*\*\*/);
    expect(Buffer.from(mask(text).replace('***', ''), 'base64').toString()).not.toContain('x}/1+');
  }
  expect(mask('the pin1 is')).toBe('the *** is');
});
