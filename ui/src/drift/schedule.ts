export type PresetName = 'off' | 'hourly' | 'daily' | 'weekly' | 'own';

/** Common schedules; those at night run when few people look at the sites. */
export const presets: Record<PresetName, { label: string; expression: string | null }> = {
  off: { label: 'Only when asked for', expression: null },
  hourly: { label: 'Every hour', expression: '0 * * * *' },
  daily: { label: 'Every day at 03:00 UTC', expression: '0 3 * * *' },
  weekly: { label: 'Every Monday at 03:00 UTC', expression: '0 3 * * 1' },
  own: { label: 'By an expression of your own', expression: null },
};

/** The preset that a stored expression is. */
export function presetOf(expression: string | null): PresetName {
  if (expression === null) return 'off';
  const names: readonly PresetName[] = ['hourly', 'daily', 'weekly'];
  return names.find((name) => presets[name].expression === expression) ?? 'own';
}
