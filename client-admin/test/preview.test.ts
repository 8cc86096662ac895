/** The schema of a draft as the browser foresees it. */
import { previewOf } from '../src/blueprints/preview.ts';

/** Of a module that takes a title and a port. */
const derived = {
  type: 'object',
  properties: { port: { type: 'number', default: 80 }, title: { type: 'string' } },
  required: ['title'],
  additionalProperties: false,
};

test('what the author types is there at once, in the author’s order', () => {
  const authored = { properties: { title: { title: 'Name' }, port: { minimum: 1, default: 443 } } };
  const { properties } = previewOf(derived, authored);
  expect(properties).toEqual({
    title: { type: 'string', title: 'Name' },
    port: { type: 'number', default: 443, minimum: 1 },
  });
  expect(Object.keys(properties as object)).toEqual(['title', 'port']);
});

test('an author who says nothing gets what the modules have', () => {
  expect(previewOf(derived, {})).toEqual(derived);
});

test('what the module needs stays required', () => {
  expect(previewOf(derived, { required: ['port'] })['required']).toEqual(['port', 'title']);
});
