import { groupResources, splitAddress } from '../src/changes/group.ts';
import { sayReason, sayValue } from '../src/changes/words.ts';

test('changes begin with what is lost, go by module, and count addresses as people do', () => {
  const groups = groupResources([
    { address: 'a[10]', action: 'CREATE' },
    { address: 'module.z.a', action: 'CREATE' },
    { address: 'a[2]', action: 'CREATE' },
    { address: 'b', action: 'DELETE' },
  ]);
  expect(
    groups.map(({ action, count, modules }) => [
      action,
      count,
      modules.map(({ module, resources }) => [module, resources.map(({ address }) => address)]),
    ]),
  ).toEqual([
    ['DELETE', 1, [['', ['b']]]],
    [
      'CREATE',
      3,
      [
        ['', ['a[2]', 'a[10]']],
        ['module.z.', ['module.z.a']],
      ],
    ],
  ]);
});

test('an address is its modules and its own name', () => {
  expect(splitAddress('module.a["x.y"].module.b.terraform_data.port')).toEqual({
    module: 'module.a["x.y"].module.b.',
    name: 'terraform_data.port',
  });
  expect(splitAddress('terraform_data.port')).toEqual({ module: '', name: 'terraform_data.port' });
});

test('a reason is a sentence where it is known, and Terraform’s word where it is not', () => {
  expect(sayReason('replace_because_tainted')).toMatch(/damaged/);
  expect(sayReason('replace_because_of_the_moon')).toBe('replace_because_of_the_moon');
});

test('a value reads as in a configuration, and one of several lines as it is', () => {
  expect([60, true, 'a', '', null, ['x'], 'one\ntwo'].map(sayValue)).toEqual([
    '60',
    'true',
    '"a"',
    '""',
    null,
    '["x"]',
    'one\ntwo',
  ]);
});
