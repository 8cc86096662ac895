import { inWaves, type Candidate } from '../src/upgrades/waves.ts';

const candidate = (id: string, environment: Candidate['environment'] = 'PRODUCTION'): Candidate => ({
  ...{ id, customer_id: 'acme', environment, version: 1 },
});
const many = (count: number) => Array.from({ length: count }, (_, index) => candidate(String(1000 + index)));
/** How many sites each wave has. */
const sizes = (count: number, percents: number[]) => {
  const waves = inWaves(many(count), percents).map(({ wave }) => wave);
  return percents.map((_, index) => waves.filter((wave) => wave === index + 1).length);
};

test('percentages say how much is done when a wave is over, and each wave has one site at least', () => {
  expect(sizes(1000, [1, 10, 100])).toEqual([10, 90, 900]);
  expect(sizes(15, [1, 10, 100])).toEqual([1, 1, 13]);
  expect(sizes(3, [1, 2, 3, 100])).toEqual([1, 1, 1, 0]);
  expect(sizes(7, [100])).toEqual([7]);
  expect(sizes(0, [1, 100])).toEqual([0, 0]);
});

test('development goes first and production last, older sites before younger ones', () => {
  const sites = [
    candidate('3'),
    candidate('1'),
    candidate('2', 'STAGING'),
    candidate('9', 'DEVELOPMENT'),
    candidate('4', 'DEVELOPMENT'),
  ];
  expect(inWaves(sites, [40, 100]).map(({ id, wave }) => `${id}/${wave}`)).toEqual([
    '4/1',
    '9/1',
    '2/2',
    '1/2',
    '3/2',
  ]);
});
