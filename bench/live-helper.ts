/** Processes of a benchmark's own: each answers questions, and its cost is counted apart from whoever asks. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** What a helper answers, by the name of the question. */
export type Answers = Record<string, (input: never) => unknown>;

export type Helper<A extends Answers> = {
  pid: number;
  /** Rejects with what the helper has thrown, and when it has ended. */
  ask<Name extends keyof A & string>(
    name: Name,
    ...input: Parameters<A[Name]>
  ): Promise<Awaited<ReturnType<A[Name]>>>;
  end(): Promise<void>;
};

type Question = { number: number; name: string; input: unknown };
type Answer = { number: number; result?: unknown; error?: string };

/** Starts a script of this folder, with flags for Node. */
export function startHelper<A extends Answers>(script: string, flags: readonly string[] = []): Helper<A> {
  // As the gateway is: some libraries check themselves elsewhere, and would be slower for it.
  const env = { NODE_ENV: 'production' };
  const child = fork(join(import.meta.dirname, script), { execArgv: [...flags], env });
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  child.on('message', ({ number, result, error }: Answer) => {
    const question = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) question?.resolve(result);
    else question?.reject(new Error(`${script}: ${error}`));
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values())
        reject(new Error(`${script} has ended (${signal ?? code}) before it had answered.`));
      resolve();
    });
  });

  return {
    pid: child.pid ?? 0,
    ask: (name, ...[input]) =>
      new Promise((resolve, reject) => {
        const number = (asked += 1);
        waiting.set(number, { resolve: resolve as (result: unknown) => void, reject });
        child.send({ number, name, input } satisfies Question, (error) => error && reject(error));
      }),
    async end() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** In the helper: answers from now on, and ends with whoever has started it. */
export function answer(answers: Answers): void {
  process.on('message', ({ number, name, input }: Question) => {
    const reply = (said: Omit<Answer, 'number'>) => process.send?.({ number, ...said });
    void Promise.resolve()
      .then(() => answers[name]?.(input as never))
      .then(
        (result) => reply({ result }),
        (error: Error) => reply({ error: error.message }),
      );
  });
  process.on('disconnect', () => process.exit(0));
}
