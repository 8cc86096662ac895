import { createContext, use } from 'react';
import type { Problems } from '../fields.ts';
import type { Field } from './field.ts';
import { pathOf } from './problems.ts';
import type { Schema } from './schema.ts';

/** What all fields of one form know: the whole schema, and what is wrong, by the fields where it is said. */
export const FormContext = createContext<{ root: Schema; problems: Problems } | null>(null);

export function useForm(): { root: Schema; problems: Problems } {
  const form = use(FormContext);
  if (!form) throw new Error('useForm outside of a form');
  return form;
}

/** A control for one value. Leaving it out is `onChange(undefined)`. */
export type ControlProps = {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Where the value is, from `configuration` on. */
  path: readonly string[];
};

export const useProblem = (path: readonly string[]): string | undefined => useForm().problems[pathOf(path)];
