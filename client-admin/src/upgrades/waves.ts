/** Percentages of waves, as they are chosen. */

export const usual: readonly number[] = [1, 10, 100];
const most = 10;

/** The same with one more, in its place; the last one is always 100. */
export const withWave = (waves: readonly number[], percent: number): readonly number[] =>
  [...new Set([...waves, percent])].sort((one, other) => one - other);

/** What is wrong with a percentage that is to be added; null when nothing is. */
export function problemOf(waves: readonly number[], text: string): string | null {
  if (!/^\d{1,3}$/.test(text.trim())) return 'Give a whole number from 1 to 99.';
  const percent = Number(text);
  if (percent < 1 || percent > 99) return 'Give a whole number from 1 to 99.';
  if (waves.includes(percent)) return `There is a wave to ${percent} percent already.`;
  return waves.length >= most ? `An upgrade has at most ${most} waves.` : null;
}
