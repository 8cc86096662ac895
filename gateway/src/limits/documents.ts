/** How large and how deep a document may be, over HTTP and over sockets. */
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { AppError } from '@hosterizer/kit/errors';
import type { ValidationContext, ValidationRule } from 'graphql';

/** More than any sensible operation has; reading and validating larger ones costs more than answering them. */
export const maxTokens = 2_000;
export const maxDepth = 12;
export const maxAliases = 30;
export const maxDirectives = 50;

/** For documents that are valid by the standard rules. Introspection may be deeper: graphql-js has a rule for it. */
export const documentLimits: readonly ValidationRule[] = [
  limited(
    maxDepthRule,
    maxDepth,
    `This document is more than ${maxDepth} levels deep: ask in several requests.`,
  ),
  limited(
    maxAliasesRule,
    maxAliases,
    `This document has more than ${maxAliases} aliases: ask in several requests.`,
  ),
  limited(
    maxDirectivesRule,
    maxDirectives,
    `This document has more than ${maxDirectives} directives: ask in several requests.`,
  ),
];

type Options = {
  n: number;
  flattenFragments: boolean;
  propagateOnRejection: boolean;
  onReject: Array<(context: ValidationContext | null) => void>;
};

function limited(rule: (options: Options) => ValidationRule, n: number, sentence: string): ValidationRule {
  const error = new AppError('VALIDATION_ERROR', sentence);
  return rule({
    n,
    flattenFragments: true,
    propagateOnRejection: false,
    onReject: [(context) => context?.reportError(error)],
  });
}
