/** As the platform's own rule; what everybody tries first it knows better than we do. */
const least = 12;
const most = 256;

/** What is to be said about a password while it is being chosen, and whether it is worth sending. */
export function judgePassword(
  password: string,
  own: readonly string[] = [],
): { fits: boolean; hint: string } {
  const length = [...password].length;
  if (length === 0)
    return {
      fits: false,
      hint: `At least ${least} characters. A few words that only you would put together are good.`,
    };
  if (length < least) {
    const missing = least - length;
    return { fits: false, hint: `${missing} more ${missing === 1 ? 'character' : 'characters'} needed.` };
  }
  if (length > most) return { fits: false, hint: `At most ${most} characters.` };
  const lower = password.toLowerCase();
  if (own.some((word) => word.length > 3 && lower.includes(word.toLowerCase())))
    return { fits: true, hint: 'It has your own name or address in it, which is guessed early.' };
  if (new Set(lower).size < 6) return { fits: true, hint: 'It repeats itself, which is guessed early.' };
  return { fits: true, hint: length < 16 ? 'Long enough. Longer is better.' : 'Good and long.' };
}
