/** `npm run access:matrix`: runs the suite, which then writes docs/access-matrix.md instead of comparing it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { toolEnvironment } from '../../src/config.ts';
import { root } from '../../src/folders.ts';
import { renewSetting } from './config.ts';

const jest = join(root, 'node_modules/jest/bin/jest.js');
spawn(process.execPath, [jest, '--', 'standalone/test/access/matrix.test.ts'], {
  cwd: root,
  env: { ...toolEnvironment(), [renewSetting]: 'yes' },
  stdio: 'inherit',
}).once('exit', (code) => process.exit(code ?? 1));
