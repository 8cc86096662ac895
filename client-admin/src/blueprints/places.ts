/** Where in an author's schema that is which a problem is about. */

/**
 * The line of what a problem's field names, or of the nearest that there is around it. A field is `configuration` and
 * then either the way through the schema (`properties.port.maximum`) or that through a value of it (`port`).
 */
export function lineOf(field: string | null | undefined, lines: ReadonlyMap<string, number>): number | null {
  const [root, ...steps] = field?.split('.') ?? [];
  if (root !== 'configuration') return null;
  const ways = [steps, throughSchema(steps)];
  const found = ways.map((way) => deepest(way, lines)).sort((one, other) => other.depth - one.depth);
  return found[0]!.line;
}

/** `servers.0.port` is at `properties.servers.items.properties.port`. */
const throughSchema = (steps: readonly string[]): string[] =>
  steps.flatMap((step) => {
    if (step === '*') return ['additionalProperties'];
    return /^\d+$/.test(step) ? ['items'] : ['properties', step];
  });

function deepest(way: readonly string[], lines: ReadonlyMap<string, number>) {
  for (let depth = way.length; depth > 0; depth -= 1) {
    const line = lines.get(way.slice(0, depth).join('.'));
    if (line !== undefined) return { depth, line };
  }
  return { depth: 0, line: lines.get('') ?? 1 };
}
