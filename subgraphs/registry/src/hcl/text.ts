/** HCL as a tree. The parser is HashiCorp's own, compiled to WebAssembly; it is loaded when there is something to read. */
import type { Problem } from './problems.ts';

/** Blocks by kind and labels, each label a key and the blocks an array; an expression is a text in `${ }`. */
export type HclTree = Record<string, unknown>;

/** The tree of a file, or what is wrong with it. */
export async function parseHcl(file: string, text: string): Promise<HclTree | Problem> {
  const { parse } = await import('@cdktf/hcl2json');
  try {
    return await parse(file, text);
  } catch (error) {
    return syntaxProblem(file, (error as Error).message);
  }
}

export const isProblem = (parsed: HclTree | Problem): parsed is Problem =>
  typeof parsed['reason'] === 'string' && Object.hasOwn(parsed, 'line');

/** The parser says `parse config: [<file>:2,6-3,1: <summary>; <detail>]`. */
function syntaxProblem(file: string, message: string): Problem {
  const [, line, said] = /:(\d+),\d+-\d+(?:,\d+)?: ([\s\S]*?)\]?$/.exec(message) ?? [];
  return {
    file,
    line: line ? Number(line) : null,
    field: null,
    reason: (said ?? message).replace('; ', ': '),
  };
}

/** The expression in `${ }`; a text that is none is itself. */
export const expressionIn = (value: unknown): string =>
  String(value)
    .trim()
    .replace(/^\$\{([\s\S]*)\}$/, '$1')
    .trim();

/** Several lines as one. */
export const oneLine = (text: unknown): string =>
  String(text ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The number of the line on which a block begins, or null; the tree does not say it. `labels` are those of the block. */
export function lineOfBlock(text: string, kind: string, labels: readonly string[] = []): number | null {
  const said = labels.map((label) => `[ \\t]+"?${escaped(label)}"?`).join('');
  return lineAt(text, new RegExp(`^[ \\t]*${kind}${said}[ \\t]*\\{`, 'm'));
}

/** The number of the line on which an attribute is given, from a line on; null when there is none. */
export function lineOfAttribute(text: string, name: string, from: number | null): number | null {
  const before = text.split('\n').slice(0, (from ?? 1) - 1);
  const rest = text.slice(before.reduce((length, line) => length + line.length + 1, 0));
  const line = lineAt(rest, new RegExp(`(?:^|[{,(\\s])"?${escaped(name)}"?[ \\t]*[=:]`, 'm'));
  return line === null ? null : line + before.length;
}

function lineAt(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text);
  if (!found) return null;
  // What stands before may end the line before.
  const at = found.index + (found[0].length - found[0].trimStart().length);
  return text.slice(0, at).split('\n').length;
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\-]/g, '\\$&');
