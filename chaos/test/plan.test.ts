import { makeChance } from '../chance.ts';
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
