/** What a deployment will say, and when: the seed writes it before anything runs. */
import type { Chance } from '../chance.ts';

export type Line = {
  /** Milliseconds after the first one. */
  due: number;
  kind: 'PHASE' | 'LOG';
  phase: 'PLANNING' | 'APPLYING';
  message: string;
};

export type Script = { lines: Line[]; milliseconds: number };

type Stretch = { perSecond: number; size: () => number };

/** What escaping, splicing or counting bytes could get wrong. */
const words = [
  'apply',
  'wörter',
  '"quoted"',
  'back\\slash',
  '日本語',
  '🚀',
  '\u001b[32mgreen\u001b[0m',
  '\u2028',
  '</script>',
];

/** Which part of the deployments says much in few lines. */
const talkative = 0.3;

/** `perSecond` is how many lines a second the busiest stretches have. */
export function writeScript(
  name: string,
  chance: Chance,
  { seconds, perSecond }: { seconds: number; perSecond: number },
): Script {
  const short = () => chance.between(1, 12);
  const stretches: Stretch[] = [
    // A line that nothing follows for a while shows what becomes of a lost hint.
    { perSecond: chance.between(1, 3), size: short },
    { perSecond: Math.ceil(perSecond / chance.between(5, 20)), size: short },
    { perSecond, size: short },
  ];
  // So much that a reader who pauses is left behind.
  if (chance.happens(talkative))
    stretches.push({ perSecond: Math.ceil(perSecond / 4), size: () => chance.between(500, 4_000) });
  const milliseconds = seconds * 1_000;
  const lines: Line[] = [{ due: 0, kind: 'PHASE', phase: 'PLANNING', message: 'PLANNING' }];
  for (let at = 0; at < milliseconds;) {
    const { perSecond: pace, size } = chance.pick(stretches);
    const end = Math.min(milliseconds, at + chance.between(500, 2_500));
    for (; at < end; at += 1_000 / pace) {
      const half = at < milliseconds / 2 ? 'PLANNING' : 'APPLYING';
      if (half !== lines.at(-1)!.phase) lines.push({ due: at, kind: 'PHASE', phase: half, message: half });
      const text = Array.from({ length: size() }, () => chance.pick(words)).join(' ');
      lines.push({
        due: at,
        kind: 'LOG',
        phase: half,
        message: `${name}, line ${lines.length + 1}: ${text}`,
      });
    }
  }
  return { lines, milliseconds };
}
