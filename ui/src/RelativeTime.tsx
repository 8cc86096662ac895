import { useNow } from './clock.ts';
import { sayAgo, sayDuration, sayMoment } from './time.ts';

/** `5 minutes ago`, with UTC and local time in the tooltip. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow('slow');
  return (
    <time dateTime={at} title={sayMoment(at)}>
      {sayAgo(Date.parse(at), now)}
    </time>
  );
}

/** From a moment until another, or ticking until now while there is no other. */
export function Duration({ from, to }: { from: string; to?: string | null | undefined }) {
  const now = useNow(to ? 'never' : 'second');
  const end = to ? Date.parse(to) : now;
  return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{sayDuration(end - Date.parse(from))}</span>;
}
