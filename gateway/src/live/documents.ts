/** Parses and validates what sockets send, once for each text. */
import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { boundedMap } from '../bounded.ts';
import { documentLimits, maxTokens } from '../limits/documents.ts';
import { continuationOf, type Continuation } from './continuation.ts';
import type { LiveField } from './directives.ts';

/** Throws VALIDATION_ERROR, or lists what is wrong with the text. */
export type ReadDocument = (
  text: string,
  operationName: string | null | undefined,
) => { errors: readonly GraphQLError[] } | { errors?: never; continuation: Continuation };

/** Longer texts are read again each time, so that what is remembered stays within some megabytes. */
const longestRemembered = 20_000;

export function makeReadDocument(schema: GraphQLSchema, lives: ReadonlyMap<string, LiveField>): ReadDocument {
  const valid = boundedMap<string, DocumentNode>(500);
  const continuations = new WeakMap<DocumentNode, Map<string, Continuation>>();

  function documentOf(text: string): DocumentNode | readonly GraphQLError[] {
    const known = valid.get(text);
    if (known) return known;
    try {
      const document = parse(text, { maxTokens });
      const errors = validate(schema, document);
      if (errors.length > 0) return errors;
      const beyond = validate(schema, document, documentLimits);
      if (beyond.length > 0) return beyond;
      return text.length > longestRemembered ? document : valid.set(text, document);
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  return (text, operationName) => {
    const document = documentOf(text);
    if (!('kind' in document)) return { errors: document };
    const known = continuations.get(document) ?? new Map<string, Continuation>();
    continuations.set(document, known);
    const continuation =
      known.get(operationName ?? '') ?? continuationOf(schema, lives, document, operationName);
    known.set(operationName ?? '', continuation);
    return { continuation };
  };
}
