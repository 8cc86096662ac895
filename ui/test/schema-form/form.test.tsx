import { fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import type { Problems } from '../../src/fields.ts';
import { problemsIn } from '../../src/schema-form/problems.ts';
import type { JsonObject, Schema } from '../../src/schema-form/schema.ts';
import { SchemaForm } from '../../src/schema-form/SchemaForm.tsx';
import { linesOf } from '../../src/schema-form/summary.ts';
import { initialValue } from '../../src/schema-form/value.ts';
import { show } from '../portal.tsx';

/** Shows the form of these properties, and tells what it holds. */
function form(properties: object, more: object = {}, given?: JsonObject, said: Problems = {}) {
  const schema: Schema = { type: 'object', properties, additionalProperties: false, ...more };
  let now = given ?? initialValue(schema);
  function Holder() {
    const [value, setValue] = useState(now);
    now = value;
    return <SchemaForm schema={schema} value={value} onChange={setValue} problems={said} />;
  }
  const shown = show(<Holder />, {});
  return { ...shown, schema, value: () => now, problems: () => problemsIn(schema, now) };
}

const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

describe('the form of a schema', () => {
  test('begins with defaults and with what cannot be left out', () => {
    const { value } = form(
      {
        title: { type: 'string' },
        body: { type: 'string', default: '' },
        port: { type: 'integer', default: 8080 },
        standby: { type: 'boolean' },
        tags: { type: 'array', items: { type: 'string' } },
        limits: {
          type: 'object',
          properties: { cpus: { type: 'number', default: 1 }, memory: { type: 'number' } },
        },
        scaling: { type: 'object', properties: { most: { type: 'integer', default: 3 } } },
      },
      { required: ['title', 'standby', 'tags', 'limits'] },
    );
    expect(value()).toEqual({ body: '', port: 8080, standby: false, tags: [], limits: { cpus: 1 } });
  });

  test('has a field for a text with its title, its description and its mark', () => {
    const { value } = form(
      {
        title: { type: 'string', title: 'Heading', description: 'At the top.' },
        api_url: { type: 'string' },
      },
      { required: ['title'] },
    );
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: /^Heading/ });
    expect(field.required).toBe(true);
    expect(screen.getByText('At the top.').id).toBe(field.getAttribute('aria-describedby'));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Api url' }).required).toBe(false);
    type(/^Heading/, 'Hello');
    type('Api url', 'x');
    type('Api url', '');
    expect(value()).toEqual({ title: 'Hello' });
  });

  test('gives a long text several lines, and one that has several lines as well', () => {
    form(
      {
        long: { type: 'string', maxLength: 100_000 },
        short: { type: 'string', maxLength: 200 },
        broken: { type: 'string' },
      },
      {},
      { broken: 'a\nb' },
    );
    expect(screen.getByLabelText('Long').tagName).toBe('TEXTAREA');
    expect(screen.getByLabelText('Short').tagName).toBe('INPUT');
    expect(screen.getByLabelText('Broken').tagName).toBe('TEXTAREA');
  });

  test('reads numbers, and keeps what is none yet as it was typed', () => {
    const { value, problems } = form({ port: { type: 'integer', minimum: 1 } });
    type('Port', '80a');
    expect(screen.getByLabelText<HTMLInputElement>('Port').value).toBe('80a');
    expect(problems()).toEqual({ 'configuration.port': 'Give a whole number.' });
    type('Port', '8080');
    expect(value()).toEqual({ port: 8080 });
    type('Port', '');
    expect(value()).toEqual({});
  });

  test('asks yes or no, and lets it be left out where that is a third answer', () => {
    const { value } = form({
      backups: { type: 'boolean', default: false, description: 'Every night.' },
      proxy: { type: 'boolean' },
    });
    const box = screen.getByRole('checkbox', { name: 'Backups' });
    expect(document.getElementById(box.getAttribute('aria-describedby')!)!.textContent).toBe('Every night.');
    fireEvent.click(box);
    type('Proxy', '0');
    expect(value()).toEqual({ backups: true, proxy: true });
    type('Proxy', '-1');
    expect(value()).toEqual({ backups: true });
  });

  test('offers the values that there are, of whatever type', () => {
    const { value } = form({
      database: { enum: ['none', 'mysql'], default: 'none' },
      level: { enum: [1, 2] },
    });
    type('Database', '1');
    type('Level', '1');
    expect(value()).toEqual({ database: 'mysql', level: 2 });
    expect(screen.getByRole('option', { name: 'Not set (none)' })).toBeTruthy();
  });

  test('shows a value that is not offered any more until another one is chosen', () => {
    const { value } = form({ database: { enum: ['none', 'mysql'] } }, {}, { database: 'oracle' });
    expect(screen.getByRole<HTMLOptionElement>('option', { name: 'oracle' }).selected).toBe(true);
    type('Database', '0');
    expect(value()).toEqual({ database: 'none' });
  });

  test('takes files by their names: those that are needed are there, others come and go', () => {
    const { value, problems } = form(
      {
        files: {
          type: 'object',
          required: ['index.html'],
          additionalProperties: { type: 'string', maxLength: 100_000 },
        },
      },
      { required: ['files'] },
    );
    expect(problems()).toEqual({ 'configuration.files.index.html': 'Is required.' });
    type(/^index.html/, '<h1>Hello</h1>');
    press('Add to Files');
    expect(screen.getByText('Give it a name.')).toBeTruthy();
    type('Name of what is added to Files', 'style.css');
    press('Add to Files');
    type('style.css', 'h1 {}');
    const name = screen.getByLabelText('Name of style.css');
    fireEvent.change(name, { target: { value: 'index.html' } });
    fireEvent.blur(name);
    expect(screen.getByText('There is one of this name.')).toBeTruthy();
    fireEvent.change(name, { target: { value: 'main.css' } });
    fireEvent.blur(name);
    expect(value()).toEqual({ files: { 'index.html': '<h1>Hello</h1>', 'main.css': 'h1 {}' } });
    press('Remove main.css');
    expect(value()).toEqual({ files: { 'index.html': '<h1>Hello</h1>' } });
    expect(screen.queryByRole('button', { name: 'Remove index.html' })).toBeNull();
  });

  test('takes lists of texts and of objects', () => {
    const { value } = form({
      hosts: { type: 'array', items: { type: 'string' } },
      rules: {
        type: 'array',
        items: {
          type: 'object',
          properties: { path: { type: 'string' }, code: { type: 'integer', default: 301 } },
        },
      },
    });
    press('Add to Hosts');
    press('Add to Hosts');
    type(/^Hosts 1/, 'a.test');
    type(/^Hosts 2/, 'b.test');
    press('Remove Hosts 1');
    press('Add to Rules');
    type('Path', '/old');
    expect(value()).toEqual({ hosts: ['b.test'], rules: [{ path: '/old', code: 301 }] });
    press('Remove Hosts 1');
    expect(value()).toEqual({ rules: [{ path: '/old', code: 301 }] });
  });

  test('adds an object that need not be there, and removes it as a whole', () => {
    const { value } = form({
      scaling: {
        type: 'object',
        properties: { least: { type: 'integer', default: 1 }, most: { type: 'integer' } },
        required: ['most'],
      },
    });
    expect(screen.queryByLabelText(/^Most/)).toBeNull();
    press('Add Scaling');
    type(/^Most/, '3');
    expect(value()).toEqual({ scaling: { least: 1, most: 3 } });
    press('Remove Scaling');
    expect(value()).toEqual({});
  });

  test('takes JSON for what it has no control for, and does no harm to what it does not know', () => {
    const { value, problems } = form(
      {
        anything: {},
        pair: { type: 'array', prefixItems: [{}, {}] },
        odd: { 'x-look': 'wild', type: 'string' },
      },
      {},
      { pair: [1, 'a'], odd: { not: 'a text' } },
    );
    expect(screen.getByLabelText<HTMLTextAreaElement>('Pair (JSON)').value).toBe('[\n  1,\n  "a"\n]');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Odd (JSON)').value).toContain('not');
    type('Anything (JSON)', '{"a":');
    expect(problems()['configuration.anything']).toContain('This is no JSON');
    type('Anything (JSON)', '{"a": 1 }');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Anything (JSON)').value).toBe('{"a": 1 }');
    expect(value()).toEqual({ anything: { a: 1 }, pair: [1, 'a'], odd: { not: 'a text' } });
  });

  test('shows what another version knew, until it is removed', () => {
    const { value } = form({ title: { type: 'string' } }, {}, { title: 'A', theme: 'dark' });
    expect(screen.getByLabelText<HTMLTextAreaElement>('theme (JSON)').value).toBe('"dark"');
    press('Remove theme');
    expect(value()).toEqual({ title: 'A' });
  });

  test('follows references within the schema', () => {
    const { value } = form(
      { home: { $ref: '#/$defs/place', title: 'Home' } },
      {
        $defs: { place: { type: 'object', properties: { city: { type: 'string' } } } },
        required: ['home'],
      },
    );
    expect(screen.getByRole('group', { name: /^Home/ })).toBeTruthy();
    type('City', 'Bern');
    expect(value()).toEqual({ home: { city: 'Bern' } });
  });

  test('says what is wrong at the field, and at what is nearest where there is none', () => {
    form(
      {
        title: { type: 'string' },
        limits: { type: 'object', properties: { cpus: { type: 'number' } } },
        files: { type: 'object', required: ['index.html'], additionalProperties: { type: 'string' } },
      },
      { required: ['limits'] },
      { files: {} },
      {
        'configuration.title': 'Too loud.',
        'configuration.limits.cpus': 'Too many.',
        'configuration.files.index.html': 'Is required.',
        'configuration.limits.disks': 'The blueprint has no such setting.',
        'configuration.more.of': 'It is wrong.',
      },
    );
    const isInvalid = (label: string | RegExp) => screen.getByLabelText(label).getAttribute('aria-invalid');
    expect([isInvalid('Title'), isInvalid('Cpus'), isInvalid(/^index.html/)]).toEqual([
      'true',
      'true',
      'true',
    ]);
    const limits = screen.getByRole('group', { name: /^Limits/ });
    expect(within(limits).getByText('disks: The blueprint has no such setting.')).toBeTruthy();
    expect(screen.getByText('more.of: It is wrong.')).toBeTruthy();
  });

  test('is told in lines before it is ordered', () => {
    const schema: Schema = {
      properties: {
        title: { title: 'Title' },
        body: { type: 'string' },
        standby: { type: 'boolean' },
        domain: { type: 'string' },
        files: { type: 'object', additionalProperties: { type: 'string' } },
        tags: { type: 'array', items: { type: 'string' } },
      },
    };
    const value = {
      title: 'A',
      standby: false,
      body: '',
      files: { 'a.css': 'b {}', 'b.css': '' },
      tags: ['x', 'y'],
    };
    expect(linesOf(schema, value)).toEqual([
      { name: 'Title', text: 'A' },
      { name: 'Standby', text: 'No' },
      { name: 'Files, a.css', text: 'b {}' },
      { name: 'Files, b.css', text: 'Empty' },
      { name: 'Tags', text: 'x, y' },
    ]);
  });
});
