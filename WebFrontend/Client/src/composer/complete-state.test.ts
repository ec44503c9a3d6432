import { describe, expect, it } from 'vitest';
import { askedAt, bestOf, completed } from './complete-state.ts';

describe('what is asked for', () => {
  it.each([
    ['@', 'person', ''],
    ['hello @an', 'person', 'an'],
    ['你好 @王', 'person', '王'],
    ['(@ann', 'person', 'ann'],
    ['see #gard', 'room', 'gard'],
    ['so :smi', 'emoji', 'smi'],
    ['/to', 'command', 'to'],
  ])('%j', (text, kind, query) => {
    expect(askedAt(text, text.length)).toMatchObject({ kind, query, from: text.length - query.length - 1, to: text.length });
  });

  it.each(['', 'ann@example', 'at 10:30', ':)', 'a /to', '/to x', 'https://a.example/#x', '@ann and', '`@an', '```\n@an'])('nothing in %j', (text) => {
    expect(askedAt(text, text.length)).toBeNull();
  });

  it('looks at what is before the cursor', () => expect(askedAt('@an and more', 3)).toMatchObject({ query: 'an', from: 0, to: 3 }));
});

it('replaces the piece and leaves one space behind it', () => {
  const text = 'ask @an about it';
  const asked = askedAt(text, 7)!;
  expect(completed(text, asked, '@ann')).toEqual({ text: 'ask @ann about it', cursor: 9 });
  expect(completed('@', askedAt('@', 1)!, '@ann')).toEqual({ text: '@ann ', cursor: 5 });
});

it('finds people by what begins so, by a later word, by any part, in any width and script', () => {
  const people = ['Tanaka Ann', '王小明', 'Annika', 'Susanna', 'ＷＩＤＥ', 'Bob'];
  const find = (query: string): string[] => bestOf(people, query, (name) => [name]);
  expect(find('an')).toEqual(['Annika', 'Tanaka Ann', 'Susanna']);
  expect(find('王')).toEqual(['王小明']);
  expect(find('小明')).toEqual(['王小明']);
  expect(find('wide')).toEqual(['ＷＩＤＥ']);
  expect(find('')).toEqual(people);
  expect(find('zzz')).toEqual([]);
});
