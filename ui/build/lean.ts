/**
 * Build steps that keep the first page small, for the Vite configuration of both portals. All are about code that
 * is reachable only through one big table or file, which no bundler can see through.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type Step = { name: string; enforce?: 'pre'; transform: (code: string, id: string) => string | undefined };
type Resolving = Step & {
  resolveId: (source: string) => string | undefined;
  load: (id: string) => string | undefined;
};

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

const documentPrefix = 'virtual:document/';

/**
 * `graphql(…)` looks its document up in a table of all documents, and all of them stand in one generated file. Here
 * each is a module of its own, and comes with the pages that ask for it.
 */
export function leanDocuments(): Resolving {
  return {
    name: 'lean-documents',
    enforce: 'pre',
    transform(code, id) {
      const used = /import \{ graphql \} from '([^']*)gql\.ts';/.exec(code);
      if (!used || id.includes('node_modules')) return undefined;
      const generated = join(dirname(id), used[1]!, 'graphql.ts');
      const names = new Set<string>();
      const body = code.replace(
        /graphql\(`\s*(query|mutation|subscription|fragment)\s+(\w+)[^`]*`\)/g,
        (_, kind: string, name: string) => {
          const found = kind === 'fragment' ? `${name}FragmentDoc` : `${name}Document`;
          names.add(found);
          return found;
        },
      );
      const imports = [...names].map(
        (name) => `import { ${name} } from '${documentPrefix}${name}:${generated}';`,
      );
      return body.replace(used[0], imports.join(' '));
    },
    resolveId: (source) => (source.startsWith(documentPrefix) ? `\0${source}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${documentPrefix}`)) return undefined;
      const [name = '', file = ''] = id.slice(documentPrefix.length + 1).split(/:(.*)/s);
      const found = new RegExp(`^export const ${name} = (\\{.*\\}) as unknown as DocumentNode`, 'm').exec(
        readFileSync(file, 'utf8'),
      );
      if (!found) throw new Error(`${file} has no ${name}: npm run codegen makes it.`);
      return `export const ${name} = ${found[1]};\n`;
    },
  };
}

const iconPrefix = 'virtual:icon/';

/**
 * All icons of a set stand in one file, so the icons of every page would come with the first page. Here each is a
 * module of its own, and comes with the pages that show it.
 */
export function leanIcons(): Resolving {
  const sets = new Map<string, string>();
  const sourceOf = (set: string) => {
    if (!sets.has(set)) {
      const file = createRequire(import.meta.url)
        .resolve(`react-icons/${set}`)
        .replace(/index\.js$/, 'index.mjs');
      sets.set(set, readFileSync(file, 'utf8'));
    }
    return sets.get(set)!;
  };
  return {
    name: 'lean-icons',
    enforce: 'pre',
    transform(code, id) {
      if (id.startsWith('\0') || id.includes('node_modules')) return undefined;
      return code.replace(/import \{([^}]*)\} from 'react-icons\/(\w+)';/g, (_, names: string, set: string) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean)
          .map((name) => `import { ${name} } from '${iconPrefix}${set}/${name}';`)
          .join(' '),
      );
    },
    resolveId: (source) => (source.startsWith(iconPrefix) ? `\0${source}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${iconPrefix}`)) return undefined;
      const [set = '', name = ''] = id.slice(iconPrefix.length + 1).split('/');
      const begin = sourceOf(set).indexOf(`export function ${name} (`);
      if (begin === -1) throw new Error(`react-icons/${set} has no ${name}.`);
      const body = sourceOf(set).slice(begin, sourceOf(set).indexOf('\n};', begin) + 3);
      return `import { GenIcon } from 'react-icons/lib';\n${body}\n`;
    },
  };
}
