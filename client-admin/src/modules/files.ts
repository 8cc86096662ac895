/** Files of a module, out of the browser. */

export type Brought = { path: string; content: string; bytes: number };

/** As many and as much as the platform takes with one module. */
const limits = { files: 500, bytes: 8 * 1024 * 1024 };

/** What programs leave in a module's folder, and is not the module. */
const left = /(^|\/)(\.terraform|\.git|node_modules)\//;

/**
 * Reads files that were chosen. One out of a folder that was chosen has its path in that folder. Sentences say what
 * could not be taken.
 */
export async function readFiles(
  chosen: readonly File[],
): Promise<{ files: readonly Brought[]; problems: readonly string[] }> {
  const taken = chosen.filter((file) => !left.test(pathOf(file)));
  if (taken.length > limits.files)
    return {
      files: [],
      problems: [`These are ${taken.length} files. Send at most ${limits.files}; use Git for more.`],
    };
  if (taken.reduce((sum, { size }) => sum + size, 0) > limits.bytes)
    return {
      files: [],
      problems: ['These are more than 8 MB. A module has at most that; use Git for what is large.'],
    };
  const read = await Promise.all(
    taken.map(async (file) => ({ path: pathOf(file), bytes: file.size, content: await textOf(file) })),
  );
  return {
    files: read.filter((file): file is Brought => file.content !== null),
    problems: read
      .filter(({ content }) => content === null)
      .map(({ path }) => `${path} is no text in UTF-8. Bring it by Git, or leave it out.`),
  };
}

/** `acme/network/main.tf`, chosen as the folder `network`, is `main.tf`. */
function pathOf({ name, webkitRelativePath }: File): string {
  return webkitRelativePath ? webkitRelativePath.split('/').slice(1).join('/') : name;
}

async function textOf(file: File): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}

/** The same with these; one of the same path is replaced. By path, those of the folder itself first. */
export function withFiles(old: readonly Brought[], more: readonly Brought[]): readonly Brought[] {
  const all = new Map([...old, ...more].map((file) => [file.path, file]));
  const depth = (path: string) => path.split('/').length;
  return [...all.values()].sort(
    (one, other) => depth(one.path) - depth(other.path) || (one.path < other.path ? -1 : 1),
  );
}
