import { expect, it } from 'vitest';
import { within } from './base.ts';

it.each([
  ['/chat/rooms/lobby', '/chat', '/rooms/lobby'],
  ['/chat/', '/chat', '/'],
  ['/chat', '/chat', '/'],
  ['/chatter/rooms', '/chat', '/chatter/rooms'],
  ['/rooms/lobby', '', '/rooms/lobby'],
])('%s under "%s" is %s', (path, base, expected) => {
  expect(within(path, base)).toBe(expected);
});
