import { expect, it } from 'vitest';
import { parseRoom } from '@parley/client';
import { watchedOf } from './watched-state.ts';

it('looks at the others of conversations first, at each once, and at no more than the server takes', () => {
  const rooms = [parseRoom({ id: 'd', name: 'd', direct: 'bob' }), parseRoom({ id: 'r', name: 'r' })];
  expect(watchedOf(rooms, ['cat', 'bob'])).toEqual(['bob', 'cat']);
  const many = watchedOf(rooms, Array.from({ length: 900 }, (_, at) => `u${at}`));
  expect([many.length, many.includes('bob')]).toEqual([500, true]);
});
