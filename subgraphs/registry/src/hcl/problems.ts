/** What is wrong with somebody's Terraform, and where. */
import { invalid, type AppError } from '@hosterizer/kit/errors';

export type Problem = {
  /** By its path in the terraform folder. */
  file: string | null;
  line: number | null;
  /** What it is about: an input of a module, or a field of a blueprint; null for a text that is no HCL. */
  field: string | null;
  /** A sentence that says what would be right. */
  reason: string;
};

/** Such as `modules/acme/shop/main.tf, line 12: …`. */
export const sentenceOf = ({ file, line, reason }: Problem): string =>
  [file, line === null ? null : `line ${line}`].filter((part) => part !== null).join(', ') +
  (file === null ? reason : `: ${reason}`);

/** So many are told one by one. */
const mostProblems = 100;

/** The VALIDATION_ERROR of the first problem, at the input that brought it in unless the problem names a field of it. */
export function refusal(input: string, problems: readonly Problem[]): AppError {
  const [first, ...more] = problems;
  const besides = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const { file, line, field } = first!;
  return invalid(field ?? input, `${sentenceOf(first!)}${besides}`, {
    ...(file !== null && { file }),
    ...(line !== null && { line }),
    problems: problems.slice(0, mostProblems),
  });
}
