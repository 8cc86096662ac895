import { buildSchema, execute, parse } from 'graphql';
import { presentError } from '../src/errors.ts';

const schema = buildSchema(`
  input SignIn { email: String!, password: String!, tries: Int, role: Role }
  enum Role { OWNER }
  type Query { signIn(input: SignIn!, codes: [String!]): Int }
`);

/** The message in which an error with these variables leaves us. */
async function said(variableValues: Record<string, unknown>): Promise<string> {
  const { errors } = await execute({
    schema,
    document: parse('query ($input: SignIn!, $codes: [String!]) { signIn(input: $input, codes: $codes) }'),
    variableValues,
  });
  const error = { ...errors![0]!.toJSON(), extensions: { code: 'BAD_USER_INPUT' } };
  return presentError(error, errors![0], { traceId: 't', report: () => {} }).message;
}

const email = 'ada@people.test';
const password = 'swordfish; at "x"; String';

test.each([
  [
    'an object without a field',
    { input: { password } },
    'Field "email" of required type "String!" was not provided',
  ],
  [
    'a field too many',
    { input: { email, password, pass: 1 } },
    'Field "pass" is not defined by type "SignIn"',
  ],
  ['a list for a text', { input: { email, password: [password] } }, 'at "input.password". It is no String'],
  ['a text for a number', { input: { email, password, tries: password } }, 'at "input.tries". It is no Int'],
  [
    'a name that an enum does not have',
    { input: { email, password, role: password } },
    'at "input.role". It is no Role',
  ],
  ['a text for an object', { input: password }, 'It has another type'],
  ['a list in a list', { input: { email, password }, codes: [[password]] }, 'at "codes[0]". It is no String'],
])('%s is named without the value that was sent', async (_what, variables, reason) => {
  const message = await said(variables);
  expect(message).toMatch(/^Variable "\$\w+" does not fit/);
  expect(message).toContain(reason);
  expect(message).not.toContain('swordfish');
  expect(message).not.toContain('ada@');
});
