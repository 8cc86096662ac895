/** What the registry finds wrong with somebody's Terraform or blueprint, each with its place. */
import { CombinedGraphQLErrors } from '@apollo/client';

export type Problem = {
  file?: string | null;
  line?: number | null;
  field?: string | null;
  reason: string;
};

/** All that a refusal names, where it names more than a field of the form; else none. */
export function problemsIn(refusal: unknown): readonly Problem[] {
  if (!CombinedGraphQLErrors.is(refusal)) return [];
  const details = refusal.errors[0]?.extensions?.['details'] as { problems?: Problem[] } | undefined;
  return details?.problems ?? [];
}
