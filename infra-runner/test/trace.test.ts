import { traceOf } from '../src/trace.ts';

test('the log of a job is joined with the request that asked for it', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  expect(traceOf(`00-${traceId}-00f067aa0ba902b7-01`)).toEqual({ traceId });
});

test.each([null, '', 'nonsense', '00-short-00f067aa0ba902b7-01'])('%j joins nothing', (traceParent) => {
  expect(traceOf(traceParent)).toEqual({});
});
