/** Jest over all packages: real PostgreSQL and Redis for the whole run, modules turned to CommonJS by swc. */

/** Packages that exist as ES modules only, and so need the same treatment as our own files. */
const esmOnly = ['jose', 'uuid', '@noble/hashes', '@scure/base'];

const swc = (/** @type {object} */ parser) => [
  '@swc/jest',
  {
    jsc: { target: 'es2024', parser, transform: { react: { runtime: 'automatic' } } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

const shared = {
  transform: {
    '\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
    '\\.ts$': swc({ syntax: 'typescript' }),
    '\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/.hosterizer', '/dist/'],
};

export default {
  globalSetup: '<rootDir>/standalone/jest/before.mjs',
  globalTeardown: '<rootDir>/standalone/jest/after.mjs',
  maxWorkers: 2,
  testTimeout: 20_000,
  projects: [
    {
      ...shared,
      displayName: 'servers',
      testEnvironment: 'node',
      testMatch: [
        '<rootDir>/{kit,gateway,sdk,infra-runner,schema,terraform,standalone,chaos}/**/*.test.ts',
        '<rootDir>/subgraphs/*/test/**/*.test.ts',
      ],
    },
    {
      ...shared,
      displayName: 'browser',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/e2e/**/*.test.ts', '<rootDir>/client-{admin,customer}/test/**/*.test.ts'],
    },
    {
      ...shared,
      displayName: 'ui',
      testEnvironment: '<rootDir>/standalone/jest/browser-environment.cjs',
      testMatch: [
        '<rootDir>/ui/test/**/*.test.{ts,tsx}',
        '<rootDir>/client-{admin,customer}/test/**/*.test.tsx',
      ],
    },
  ],
};
