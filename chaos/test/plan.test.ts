import { makeChance } from '../chance.ts';
import { disturbances, planDisturbances } from '../live/plan.ts';
import { writeScript } from '../live/script.ts';
import { phases, places, planKills } from '../plan.ts';

const plan = (seed: number, count = 50) => planKills(count, { chance: makeChance(seed), absences: true });

test('the same seed kills the same, and another one something else', () => {
  expect(plan(7)).toEqual(plan(7));
  expect(plan(8)).not.toEqual(plan(7));
});

test('fourteen kills are everything in both phases', () => {
  const combinations = new Set(plan(7, 14).map(({ place, phase }) => `${place} ${phase}`));
  expect(combinations.size).toBe(places.length * phases.length);
});

test('a stream of its own does not hang on what others have asked for', () => {
  const [one, two] = [makeChance(7), makeChance(7)];
  one.next();
  expect(one.of('a site').next()).toBe(two.of('a site').next());
  expect(one.of('another').next()).not.toBe(two.of('a site').next());
});

test('chance is spread evenly', () => {
  const chance = makeChance(7);
  const drawn = Array.from({ length: 7_000 }, () => chance.between(0, 6));
  for (let number = 0; number <= 6; number += 1) {
    const share = drawn.filter((one) => one === number).length / drawn.length;
    expect(Math.abs(share - 1 / 7)).toBeLessThan(0.02);
  }
});

test('one round disturbs everything, and takes about as long as it may', () => {
  const planned = (seed: number) => planDisturbances(60_000, { rounds: 1, chance: makeChance(seed) });
  expect(new Set(planned(7).map(({ kind }) => kind))).toEqual(new Set(disturbances));
  const time = planned(7).reduce((sum, { pause }) => sum + pause, 0);
  expect(Math.abs(time - 60_000)).toBeLessThan(20_000);
  expect(planned(7)).toEqual(planned(7));
  expect(planned(8)).not.toEqual(planned(7));
});

test('a script says each line once, in its time and not faster than it may', () => {
  const write = (seed: number) => writeScript('It', makeChance(seed), { seconds: 10, perSecond: 500 });
  const { lines } = write(7);
  expect(write(7).lines).toEqual(lines);
  expect(new Set(lines.map(({ message }) => message)).size).toBe(lines.length);
  expect(lines.map(({ due }) => due)).toEqual(lines.map(({ due }) => due).sort((a, b) => a - b));
  const inSecond = (second: number) => lines.filter(({ due }) => Math.floor(due / 1_000) === second).length;
  // Besides the lines themselves there are two turns of the phase.
  for (let second = 0; second < 10; second += 1) expect(inSecond(second)).toBeLessThanOrEqual(502);
  expect(lines.filter(({ kind }) => kind === 'PHASE').map(({ phase }) => phase)).toEqual([
    'PLANNING',
    'APPLYING',
  ]);
});
