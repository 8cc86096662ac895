import { keepTyping } from '../src/shell/type-ahead.ts';

const press = (key: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  document.body.dispatchEvent(event);
  return event;
};

test('letters typed before the field is there are kept, in order, once', () => {
  const ahead = keepTyping();
  for (const key of 'new') expect(press(key).defaultPrevented).toBe(true);
  expect(ahead.take()).toBe('new');
  expect(ahead.take()).toBe('');
  expect(press('x').defaultPrevented).toBe(false);
});

test('keys that are no letters, and shortcuts, go where they always go', () => {
  const ahead = keepTyping();
  for (const key of ['Escape', 'Enter', 'Tab']) expect(press(key).defaultPrevented).toBe(false);
  expect(press('k', { ctrlKey: true }).defaultPrevented).toBe(false);
  expect(ahead.take()).toBe('');
});

test('a field that never comes does not keep the keyboard', () => {
  jest.useFakeTimers();
  keepTyping();
  jest.advanceTimersByTime(2_000);
  expect(press('x').defaultPrevented).toBe(false);
  jest.useRealTimers();
});
