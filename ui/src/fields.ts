import { readFailure, type Failure } from './failure.ts';

/** Sentences by the dotted path of the field they belong to. */
export type Problems = Readonly<Record<string, string>>;

/** Splits a rejection: what belongs to a field of this form goes there, everything else is shown above it. */
export function sortFailure(
  error: unknown,
  fields: readonly string[],
): { problems: Problems; rest: Failure | null } {
  const failure = readFailure(error);
  const { code, field, reason, message } = failure;
  const mine = field !== undefined && fields.some((name) => field === name || field.startsWith(`${name}.`));
  if (code === 'VALIDATION_ERROR' && mine)
    return { problems: { [field]: sentence(reason ?? message) }, rest: null };
  return { problems: {}, rest: failure };
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
