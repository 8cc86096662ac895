/** Composes the subgraphs' SDL into the contract that this folder holds; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { buildSchema, parse, printSchema, lexicographicSortSchema } from 'graphql';
import { Supergraph } from '@apollo/federation-internals';
import { subgraphNames, subgraphSdl } from '@hosterizer/kit/sdl';
import { unguardedRootFields } from '@hosterizer/kit/access';

export type Composed = { supergraph: string; api: string };

/** Hints that mean two subgraphs disagree about a directive: one of them would silently lose. */
const disagreements = ['INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS', 'DIRECTIVE_COMPOSITION_WARN'];

/** Composes the subgraphs given by name and SDL. Throws one Error that lists everything wrong. */
export function compose(sdlByName: Record<string, string>): Composed {
  const { supergraphSdl, errors, hints } = composeServices(
    Object.entries(sdlByName).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(sdl),
    })),
  );
  if (errors) throw new Error(errors.map((error) => error.message).join('\n'));

  const problems = hints
    .filter((hint) => disagreements.includes(hint.definition.code))
    .map((hint) => hint.message);
  problems.push(
    ...unguardedRootFields(supergraphSdl).map(
      (field) => `${field} says nobody's access: add @access (Query, Mutation) or @live (Subscription).`,
    ),
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));

  const api = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  return {
    supergraph: supergraphSdl,
    api: printSchema(lexicographicSortSchema(buildSchema(printSchema(api)))) + '\n',
  };
}

if (process.argv[1] === import.meta.filename) {
  const composed = compose(Object.fromEntries(subgraphNames.map((name) => [name, subgraphSdl(name)])));
  const stale = (['supergraph', 'api'] as const).filter((name) => {
    const file = new URL(`./${name}.graphql`, import.meta.url);
    if (!process.argv.includes('--check')) writeFileSync(file, composed[name]);
    return readFileSync(file, 'utf8') !== composed[name];
  });
  if (stale.length > 0) {
    console.error(`Stale: ${stale.map((name) => `schema/${name}.graphql`).join(', ')}. Run: npm run compose`);
    process.exit(1);
  }
}
