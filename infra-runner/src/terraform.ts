import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { firstError } from './diagnosis.ts';
import { writeWhole } from './folder.ts';
import type { Output } from './output.ts';
import { endGroup, groupLives, identify, type Identity } from './process.ts';

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
};

/** Terraform itself said what is wrong, and the output file holds it. */
export type TerraformFailure = Error & { told: true };

export const isTerraformFailure = (error: unknown): error is TerraformFailure =>
  error instanceof Error && (error as Partial<TerraformFailure>).told === true;

/**
 * Runs one command to its end, in a process group of its own, with its output in the job's file or in `capture`.
 * An abort interrupts the group, then kills it. Throws TerraformFailure when the command fails, the signal's reason
 * when it was stopped, and an Error with a sentence when it took longer than `deadline` (milliseconds since 1970).
 */
export async function terraform(
  tf: Terraform,
  args: readonly string[],
  { deadline, capture }: { deadline: number; capture?: string },
): Promise<void> {
  tf.stop.throwIfAborted();
  const begin = tf.output.size();
  const late = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
  const code = await runGroup(tf, args, AbortSignal.any([tf.stop, late]), capture);
  if (code === 0) return;
  tf.stop.throwIfAborted();
  if (late.aborted) throw new Error(`terraform ${args[0]} took too long and was stopped.`);
  throw Object.assign(
    new Error(firstError(tf.output.path, begin) ?? `terraform ${args[0]} exited with ${code}.`),
    {
      told: true as const,
    },
  );
}

async function runGroup(
  tf: Terraform,
  args: readonly string[],
  stop: AbortSignal,
  capture?: string,
): Promise<number | string> {
  const stdout = capture === undefined ? tf.output.fd : openSync(capture, 'w', 0o600);
  const child = spawn(tf.bin, args, {
    cwd: tf.root,
    env: tf.env,
    // A file and no pipe: with a pipe, a dead runner kills Terraform at its next line, and the state with it.
    stdio: ['ignore', stdout, tf.output.fd],
    detached: true,
  });
  const exit = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  exit.catch(() => {});
  if (capture !== undefined) closeSync(stdout);
  const leader = child.pid === undefined ? null : identify(child.pid);
  if (leader) writeWhole(tf.groupFile, leader);

  const interrupt = () => void (leader && end(leader, tf.grace));
  let ending: Promise<unknown> | undefined;
  function end(group: Identity, grace: number): Promise<unknown> {
    return (ending ??= endGroup(group, grace, tf.hurry));
  }

  stop.addEventListener('abort', interrupt, { once: true });
  if (stop.aborted) interrupt();
  try {
    const [code, signal] = await exit;
    return code ?? signal ?? 'nothing';
  } finally {
    stop.removeEventListener('abort', interrupt);
    // What Terraform started and left behind is not needed any more; daemons have a session of their own.
    if (leader && groupLives(leader)) await end(leader, 1_000);
    await ending;
    rmSync(tf.groupFile, { force: true });
  }
}
