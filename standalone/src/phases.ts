/** The six steps of a start, told to whoever watches: what is being done, and how long it took. */

export type Phases = {
  /** Runs one step; its name is a few words in the progressive form ("Starting Redis"). */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** A remark within the step. */
  say(line: string): void;
};

/** On a terminal the line of a step is rewritten when the step is done; elsewhere each step is one plain line. */
export function makePhases(count: number, out: NodeJS.WriteStream): Phases {
  let number = 0;
  return {
    async run(name, work) {
      number += 1;
      const title = `[${number}/${count}] ${name}`;
      const began = performance.now();
      if (out.isTTY) out.write(`${title} …`);
      const result = await work();
      const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      out.write(out.isTTY ? `\r\u001b[2K${title} (${took})\n` : `${title} (${took})\n`);
      return result;
    },
    say(line) {
      out.write(out.isTTY ? `\r\u001b[2K      ${line}\n` : `      ${line}\n`);
    },
  };
}
