/** `npm test`: sets up, checks, tests, and ends with one line of totals. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from './checks.ts';
import { setForTests, testConfig, toolEnvironment } from './config.ts';
import { root } from './folders.ts';
import { findProgram, install } from './programs.ts';
import { exitWith, Sentence } from './sentence.ts';
import { setUp } from './setup.ts';
import { browserNames } from './testing/browser.ts';
import { inTurns } from './turns.ts';

type Totals = { passed: number; failed: number; skipped: number };

const say = (line: string) => void process.stdout.write(`${line}\n`);

try {
  const failed = await testEverything();
  process.exit(failed ? 1 : 0);
} catch (error) {
  exitWith(error);
}

/** Resolves with whether anything failed. */
async function testEverything(): Promise<boolean> {
  await setUp(say);
  await findBrowser();
  const checked = await runChecks();
  const tested = await runJest();
  const total = (kind: keyof Totals) => checked[kind] + tested[kind];
  const skipped = total('skipped');
  say(`${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return total('failed') > 0;
}

/** Tells the tests where the browser is; without one they count as skipped. */
async function findBrowser(): Promise<void> {
  try {
    const browser = findProgram(...browserNames) ?? (await install('chromium', 'chromium', say));
    setForTests('HOSTERIZER_TEST_BROWSER', browser);
  } catch (error) {
    if (!(error instanceof Sentence)) throw error;
    say(`Tests in a browser are skipped: ${error.message}`);
  }
}

async function runChecks(): Promise<Totals> {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  await inTurns(2, checks(), async ({ name, run }) => {
    const began = performance.now();
    const { passed, said } = await run();
    totals[passed ? 'passed' : 'failed'] += 1;
    say(`${passed ? 'PASS' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    if (!passed) say(said);
  });
  return totals;
}

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that could not even be loaded. */
  numRuntimeErrorTestSuites: number;
};

async function runJest(): Promise<Totals> {
  const folder = mkdtempSync(join(testConfig().temporary, 'hosterizer-report-'));
  const file = join(folder, 'report.json');
  try {
    const code = await jest(['--json', `--outputFile=${file}`]);
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    return {
      passed: report.numPassedTests,
      // What fails outside of any test, such as a process that was left running, is one failure more.
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { passed: 0, failed: 1, skipped: 0 }; // Jest ended before there was anything to report.
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs Jest, its words going to the terminal. Resolves with its exit code. */
function jest(args: string[]): Promise<number | null> {
  // With --json the report goes to the file, and standard output gets a copy that nobody reads.
  const child = spawn(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: root,
    env: toolEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.once('disconnect', () => stop('SIGTERM'));
  process.channel?.unref();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
