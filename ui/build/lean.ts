/**
 * Build steps that keep the first page small, for the Vite configuration of both portals. Both are about code that
 * is reachable only through one big table, which no bundler can see through.
 */

type Step = { name: string; enforce?: 'pre'; transform: (code: string, id: string) => string | undefined };

/** The components whose styles the portals use; in a built portal, one that is missing here has none. */
const styled = new Set([
  'alert',
  'badge',
  'breadcrumb',
  'button',
  'code',
  'dialog',
  'drawer',
  'field',
  'heading',
  'icon',
  'input',
  'kbd',
  'link',
  'menu',
  'nativeSelect',
  'skeleton',
  'spinner',
  'table',
  'textarea',
  'toast',
  'tooltip',
]);

/** Leaves the styles of some forty unused components out of Chakra's preset. */
export function leanChakra(): Step {
  return {
    name: 'lean-chakra',
    transform(code, id) {
      if (!/chakra-ui\/react\/dist\/esm\/theme\/(slot-)?recipes\.js/.test(id)) return undefined;
      return code.replace(/^ {2}(\w+): \w+Recipe,?$/gm, (entry, name: string) =>
        styled.has(name) ? entry : '',
      );
    },
  };
}

/**
 * `graphql(…)` looks its document up in a table of all documents. Naming the document instead lets each page bring
 * its own.
 */
export function leanDocuments(): Step {
  return {
    name: 'lean-documents',
    enforce: 'pre',
    transform(code, id) {
      const used = /import \{ graphql \} from '([^']*)gql\.ts';/.exec(code);
      if (!used || id.includes('node_modules')) return undefined;
      const names = new Set<string>();
      const body = code.replace(
        /graphql\(`\s*(query|mutation|subscription|fragment)\s+(\w+)[^`]*`\)/g,
        (_, kind: string, name: string) => {
          const found = kind === 'fragment' ? `${name}FragmentDoc` : `${name}Document`;
          names.add(found);
          return found;
        },
      );
      return body.replace(used[0], `import { ${[...names].join(', ')} } from '${used[1]}graphql.ts';`);
    },
  };
}
