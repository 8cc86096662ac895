import { contentPage, fill, paragraphs } from '../modules/local/ctl/page.ts';

describe('the page', () => {
  test('keeps paragraphs and line breaks', () => {
    expect(paragraphs('a\r\nb\n\n \n\nc\n')).toBe('<p dir="auto">a<br>\nb</p>\n<p dir="auto">c</p>');
    expect(paragraphs(' \n ')).toBe('');
  });

  test('lets no character of a text be markup', () => {
    const page = contentPage({ title: '</title><script>', body: `"'&<b onload=x>` }, {});
    expect(page).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
    expect(page).toContain('&quot;&#39;&amp;&lt;b onload=x&gt;');
  });

  test('shows the values of its variables as text', () => {
    const page = contentPage({ title: '{{NAME}}', body: 'By {{NAME}}.' }, { NAME: '<b>Ada</b>' });
    expect(page).toContain('<title>&lt;b&gt;Ada&lt;/b&gt;</title>');
    expect(page).toContain('<p dir="auto">By &lt;b&gt;Ada&lt;/b&gt;.</p>');
  });

  test.each([
    ['{{B}} {{toString}} {{a}} {{ A }} {{A}', '{{B}} {{toString}} {{a}} {{ A }} {{A}'],
    ['{{A}}{{A}}', '$&{{A}}$1$&{{A}}$1'],
  ])('fills %j once, and leaves what it does not know', (text, filled) => {
    expect(fill(text, { A: '$&{{A}}$1' })).toBe(filled);
  });
});
