import { metadataOf, notesOf, problemOf } from '../src/customers/notes.ts';

test('notes are read and written as they are', () => {
  const metadata = { Contract: 'C-118', Call: 'Ms Berger' };
  expect(metadataOf(notesOf(metadata))).toEqual(metadata);
});

test('metadata that is no object holds no notes', () => {
  for (const metadata of [null, 'text', 7]) expect(notesOf(metadata)).toEqual([]);
});

test('empty lines are no notes, and spaces around a note are not part of it', () => {
  const notes = [
    { name: ' Contract ', text: ' C-118 ' },
    { name: ' ', text: '' },
  ];
  expect(problemOf(notes)).toBeNull();
  expect(metadataOf(notes)).toEqual({ Contract: 'C-118' });
});

test('a text without a name and a name given twice keep notes from being saved', () => {
  expect(problemOf([{ name: '', text: 'C-118' }])).toMatch(/every note a name/);
  const twice = [
    { name: 'Call', text: 'Ms Berger' },
    { name: 'Call ', text: 'Mr Lang' },
  ];
  expect(problemOf(twice)).toMatch(/named Call/);
});
