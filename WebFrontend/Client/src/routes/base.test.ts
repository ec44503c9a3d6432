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

it('is in the address of every link: none is written down without it', () => {
  const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
  const bare = Object.entries(sources).filter(([name, text]) => !name.includes('.test.') && /href="\/|href=\{formatRoute|fetch\(['"`]\/|src="\//.test(text));
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  expect(bare.map(([name]) => name)).toEqual([]);
});
