import { expect, it } from 'vitest';
import { piecesOf, withOperator } from './search-state.ts';

const snippet = (text: string, highlights: [number, number][], cutBefore = false, cutAfter = false) => ({
  text,
  highlights: highlights.map(([start, length]) => ({ start, length })),
  cutBefore,
  cutAfter,
});

it('marks what was found, and loses nothing of the text', () => {
  expect(piecesOf(snippet('the ladder is long', [[4, 6]]))).toEqual([
    { text: 'the ', found: false },
    { text: 'ladder', found: true },
    { text: ' is long', found: false },
  ]);
  expect(piecesOf(snippet('性能测试', [[0, 2]], true, true)).map(({ text }) => text)).toEqual(['… ', '性能', '测试', ' …']);
  expect(piecesOf(snippet('short', [[3, 99]])).map(({ text }) => text).join('')).toBe('short');
  expect(piecesOf(snippet('', []))).toEqual([]);
});

it('puts operators behind the words', () => expect([withOperator('', 'from:'), withOperator('tea ', 'in:')]).toEqual(['from:', 'tea in:']));
