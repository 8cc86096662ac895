import type { PlannedAction } from '../generated/graphql.ts';

export type Look = { sign: string; tone: 'green' | 'orange' | 'purple' | 'red' | 'gray'; word: string };

/** What a plan calls what happens to a resource. */
export const planLooks: Record<PlannedAction, Look> = {
  CREATE: { sign: '+', tone: 'green', word: 'Create' },
  UPDATE: { sign: '~', tone: 'orange', word: 'Change' },
  REPLACE: { sign: '±', tone: 'purple', word: 'Replace' },
  DELETE: { sign: '−', tone: 'red', word: 'Destroy' },
  READ: { sign: '?', tone: 'gray', word: 'Read' },
};

/** What the difference of two states calls it. */
export const stateLooks: Record<PlannedAction, Look> = {
  CREATE: { ...planLooks.CREATE, word: 'Added' },
  UPDATE: { ...planLooks.UPDATE, word: 'Changed' },
  REPLACE: { ...planLooks.REPLACE, word: 'Replaced' },
  DELETE: { ...planLooks.DELETE, word: 'Removed' },
  READ: { ...planLooks.READ, word: 'Read' },
};

/** What a drift check calls what has become of a resource. */
export const driftLooks: Record<PlannedAction, Look> = {
  CREATE: { ...planLooks.CREATE, word: 'Missing' },
  UPDATE: { ...planLooks.UPDATE, word: 'Changed by somebody else' },
  REPLACE: { ...planLooks.REPLACE, word: 'Has to be made anew' },
  DELETE: { ...planLooks.DELETE, word: 'Gone' },
  READ: { ...planLooks.READ, word: 'To be read again' },
};

const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: 'It was left half made or damaged, so it is made anew.',
  replace_because_cannot_update: 'What changes cannot be changed in place.',
  replace_by_request: 'Somebody asked for it to be made anew.',
  replace_by_triggers: 'Something that it depends on is replaced.',
  delete_because_no_resource_config: 'It is no longer part of what was ordered.',
  delete_because_no_module: 'The module that it belongs to is no longer part of what was ordered.',
  delete_because_wrong_repetition:
    'It is now made once, or now made several times, which gives it another address.',
  delete_because_count_index: 'Fewer of it are wanted than there are.',
  delete_because_each_key: 'Its key is no longer among those that are wanted.',
  delete_because_no_move_target: 'It was to be moved to an address that does not exist.',
  read_because_config_unknown: 'What it is read by is known only once the plan has been applied.',
  read_because_dependency_pending: 'Something that it depends on changes first.',
  read_because_check_nested: 'A check of the result reads it.',
};

/** Terraform's word for why it does something, as a sentence; a word that is not known stays as it is. */
export const sayReason = (reason: string): string => reasons[reason] ?? reason;

/** A value of an attribute as one reads it in a configuration; null has no text. */
export function sayValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.includes('\n') ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
