import { describe, expect, it } from 'vitest';
import { type Inline, parseInline, parseMarkdown, plainText, safeHref, wordsOf } from './markdown.ts';

/** The tree as a short text: enough to compare. */
const show = (of: readonly Inline[]): string =>
  of
    .map((one) => {
      switch (one.is) {
        case 'text':
          return one.text;
        case 'break':
          return '<br>';
        case 'code':
          return `<code ${one.text}>`;
        case 'strong':
        case 'em':
          return `<${one.is} ${show(one.of)}>`;
        case 'link':
          return `<a ${one.href} ${show(one.of)}>`;
      }
    })
    .join('');
const line = (source: string): string => show(parseInline(source));

describe('inline marks', () => {
  it.each([
    ['plain', 'plain'],
    ['a *bold* and _leaning_ word', 'a <strong bold> and <em leaning> word'],
    ['**both** kinds', '<strong both> kinds'],
    ['*a `b` c*', '<strong a <code b> c>'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    ['* no list, * no bold', '* no list, * no bold'],
    ['¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
    ['`*not* bold`', '<code *not* bold>'],
    ['one\ntwo', 'one<br>two'],
    ['<b>tags</b> & such', '<b>tags</b> & such'],
  ])('%j', (source, expected) => expect(line(source)).toBe(expected));

  it.each([
    ['see https://a.example/x_y_z?q=1#f.', 'see <a https://a.example/x_y_z?q=1#f https://a.example/x_y_z?q=1#f>.'],
    ['(https://a.example/b)', '(<a https://a.example/b https://a.example/b>)'],
    ['https://a.example/w_(x)', '<a https://a.example/w_(x) https://a.example/w_(x)>'],
    ['mailto:ann@a.example!', '<a mailto:ann@a.example mailto:ann@a.example>!'],
    ['[here](https://a.example)', '<a https://a.example here>'],
    ['[here](javascript:alert(1))', '[here](javascript:alert(1))'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['[x](data:text/html,1)', '[x](data:text/html,1)'],
    ['https://', 'https://'],
  ])('links in %j', (source, expected) => expect(line(source)).toBe(expected));

  it.each(['javascript:alert(1)', ' javascript:x', 'JaVaScRiPt:x', 'data:x', 'vbscript:x', '//a.example', 'http://', 'https://a\u0000b', ''])(
    '%j is no address of a link',
    (href) => expect(safeHref(href)).toBeNull(),
  );

  it('takes long nonsense in its stride', () => {
    // Ten times what a message may be: what went over it again for every letter would take minutes.
    for (const nonsense of ['*'.repeat(200_000), '_a'.repeat(100_000), '[('.repeat(100_000), '`'.repeat(200_001), '```a\n'.repeat(30_000), 'https://'.repeat(30_000)]) {
      parseMarkdown(nonsense);
    }
  }, 60_000);
});

describe('blocks', () => {
  it('keep code as it was written', () => {
    expect(parseMarkdown('before\n```ts\nlet a = *1*;\n\n  b\n```\nafter')).toMatchObject([
      { is: 'paragraph' },
      { is: 'pre', text: 'let a = *1*;\n\n  b', language: 'ts' },
      { is: 'paragraph' },
    ]);
    expect(parseMarkdown('```one line```')).toMatchObject([{ is: 'pre', text: 'one line', language: '' }]);
    expect(parseMarkdown('```\nnever closed')).toMatchObject([{ is: 'paragraph' }]);
  });

  it('part at blank lines and quote at >', () => {
    expect(parseMarkdown('a\n\n\nb').map((block) => block.is)).toEqual(['paragraph', 'paragraph']);
    expect(parseMarkdown('> a\n> b')).toMatchObject([{ is: 'quote' }]);
    expect(parseMarkdown('> a\nb')).toMatchObject([{ is: 'paragraph' }]);
  });

  it('become one line for a label', () => expect(plainText('a\n```\nb\n```')).toBe('a b'));
});

it('says what a text says, without its marks', () => {
  expect(wordsOf('**Mon** *Ann*,\n[plan](https://x.org/p) `at 4`\n\n> and\n```js\nlet x;\n```')).toBe('Mon Ann, plan at 4 and let x;');
});
