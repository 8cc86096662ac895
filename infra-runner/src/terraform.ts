import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import type { Log } from '@hosterizer/kit/log';
import { firstError } from './diagnosis.ts';
import { writeWhole } from './folder.ts';
import type { Output } from './output.ts';
import { endGroup, groupLives, identify, type Identity } from './process.ts';
import type { JobTrace } from './tracing.ts';

/** What every command of one job has in common. */
export type Terraform = {
  bin: string;
  /** Folder of the root module. */
  root: string;
  /** Exactly what Terraform gets to see; never the runner's own environment. */
  env: Record<string, string>;
  output: Output;
  /** Where a later runner finds the group, should this one be killed. */
  groupFile: string;
  /** Milliseconds between the interrupt and the kill. */
  grace: number;
  /** Aborted when there is no time left for the grace. */
  hurry: AbortSignal;
  stop: AbortSignal;
  log: Log;
  trace: JobTrace;
};

/** What a later runner finds of a command that was under way. `until`: when its time is over, in milliseconds. */
export type Group = Identity & { command: string; until: number };

/**
 * Terraform begins when its group has been noted, and does not when the runner dies before: a Terraform of which nobody
 * knows could apply beside the next one. It takes the shell's place, and with it its process id.
 */
const whenTold = 'read -r _ && exec "$@" </dev/null';

/** Terraform itself said what is wrong, and the output file holds it. */
export type TerraformFailure = Error & { told: true };

export const isTerraformFailure = (error: unknown): error is TerraformFailure =>
  error instanceof Error && (error as Partial<TerraformFailure>).told === true;

/** Ended by force, so that it could not write down all that it knew. */
export const wasKilled = (error: unknown): boolean => error instanceof Error && killed.has(error);
const killed = new WeakSet<Error>();

/**
 * Runs one command to its end, in a process group of its own, with its output in the job's file or in `capture`.
 * An abort interrupts the group, then kills it. Throws TerraformFailure when the command fails, the signal's reason
 * when it was stopped, and an Error with a sentence when it took longer than `within` milliseconds.
 */
export async function terraform(
  tf: Terraform,
  args: readonly string[],
  { within, capture }: { within: number; capture?: string },
): Promise<void> {
  tf.stop.throwIfAborted();
  const begin = tf.output.size();
  const began = performance.now();
  const late = AbortSignal.timeout(within);
  const stop = AbortSignal.any([tf.stop, late]);
  const ended = tf.trace.command(args[0]!);
  const { code, forced } = await runGroup(tf, args, { stop, within, capture });
  ended({ code, output: tf.output.path, from: begin });
  const ms = Math.round(performance.now() - began);
  tf.log.info({ command: args[0], ms, code }, 'Terraform has run.');
  if (code === 0) return;
  const error = failureOf(tf, args[0]!, { begin, code, late, within });
  if (forced) killed.add(error);
  throw error;
}

function failureOf(
  { stop, output }: Terraform,
  command: string,
  { begin, code, late, within }: { begin: number; code: number | string; late: AbortSignal; within: number },
): Error {
  if (stop.aborted) return stop.reason as Error;
  if (late.aborted)
    return new Error(`terraform ${command} took longer than ${within / 1000} seconds and was stopped.`);
  const message = firstError(output.path, begin) ?? `terraform ${command} exited with ${code}.`;
  return Object.assign(new Error(message), { told: true as const });
}

async function runGroup(
  tf: Terraform,
  args: readonly string[],
  { stop, within, capture }: { stop: AbortSignal; within: number; capture: string | undefined },
): Promise<{ code: number | string; forced: boolean }> {
  const stdout = capture === undefined ? tf.output.fd : openSync(capture, 'w', 0o600);
  const child = spawn('/bin/sh', ['-c', whenTold, 'terraform', tf.bin, ...args], {
    cwd: tf.root,
    env: tf.env,
    // A file and no pipe: with a pipe, a dead runner kills Terraform at its next line, and the state with it.
    stdio: ['pipe', stdout, tf.output.fd],
    detached: true,
  });
  child.stdin!.on('error', () => {}); // It has been ended before it was told to begin.
  const exit = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  exit.catch(() => {});
  if (capture !== undefined) closeSync(stdout);
  const leader = child.pid === undefined ? null : identify(child.pid);
  const interrupt = () => void (leader && end(leader, tf.grace));
  let ending: Promise<boolean> | undefined;
  function end(group: Identity, grace: number): Promise<boolean> {
    return (ending ??= endGroup(group, grace, tf.hurry));
  }

  stop.addEventListener('abort', interrupt, { once: true });
  if (stop.aborted) interrupt();
  try {
    if (leader) {
      const group: Group = { ...leader, command: args[0]!, until: Date.now() + within };
      writeWhole(tf.groupFile, group);
    }
    child.stdin!.end('begin\n');
    const [code, signal] = await exit;
    stop.removeEventListener('abort', interrupt);
    const gently = (await ending) ?? true;
    return { code: code ?? signal ?? 'nothing', forced: !gently };
  } finally {
    stop.removeEventListener('abort', interrupt);
    // What Terraform started and left behind is not needed any more; daemons have a session of their own.
    if (leader && groupLives(leader)) await endGroup(leader, 1_000, tf.hurry);
    rmSync(tf.groupFile, { force: true });
  }
}
