import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which packages the source of each may import, besides itself. Everything else of ours is out of bounds. */
const mayImport = {
  kit: [],
  sdk: [],
  gateway: ['kit'],
  'subgraphs/accounts': ['kit'],
  'subgraphs/customers': ['kit'],
  'subgraphs/registry': ['kit'],
  'subgraphs/sites': ['kit'],
  'subgraphs/deployments': ['kit'],
  'infra-runner': ['kit', 'sdk'],
  ui: ['sdk'],
  'client-admin': ['ui', 'sdk'],
  'client-customer': ['ui', 'sdk'],
};
const packages = [...Object.keys(mayImport), 'standalone'];

/** Single files that a package may import of one that it may not: they import nothing of ours themselves. */
const exceptions = { ui: { kit: ['./palette.ts'] } };

const oneWay = Object.entries(mayImport).flatMap(([name, allowed]) =>
  packages
    .filter((other) => other !== name && !allowed.includes(other))
    .map((other) => ({
      target: `./${name}/src`,
      from: `./${other}/src`,
      except: exceptions[name]?.[other] ?? [],
      message: `${name} may import ${allowed.length > 0 ? allowed.join(' and ') : 'none of our packages'}.`,
    })),
);

const servers = ['kit', 'gateway', 'subgraphs/*', 'infra-runner', 'sdk', 'standalone'].map(
  (name) => `${name}/src/**/*.ts`,
);

export default tseslint.config(
  {
    ignores: [
      '**/generated/',
      '**/dist*/',
      '**/node_modules/',
      '.hosterizer/',
      'coverage/',
      'terraform/schemas/',
      'bench/peers/',
    ],
  },
  tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js'] })],
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-control-regex': 'error',
      'no-constant-binary-expression': 'error',
      'no-unsafe-finally': 'error',
      'no-self-assign': 'error',
      'no-useless-escape': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      'import-x/no-restricted-paths': ['error', { zones: oneWay }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': 'error',
    },
  },
  {
    // A promise that nobody waits for is an error that nobody hears of.
    files: servers,
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-console': 'error',
    },
  },
  {
    files: servers,
    ignores: ['**/config.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in config.ts and passed on.' },
      ],
    },
  },
  {
    // The last words of a process that could not start go to the terminal.
    files: ['**/src/main.ts'],
    rules: { 'no-console': ['error', { allow: ['error'] }] },
  },
  {
    files: ['**/test/**', 'e2e/**', 'kit/src/testing.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
