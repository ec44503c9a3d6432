import { expect, it } from 'vitest';
import { expired, noTyping, stopped, typed, typingIn, TYPING_MS } from './typing-state.ts';

it('forgets who types within six seconds, or when the message comes', () => {
  const both = typed(typed(noTyping, 'r', 'ann', 0), 'r', 'bo', 2000);
  expect(typingIn(both, 'r')).toEqual(['ann', 'bo']);
  expect(typingIn(both, 'other')).toEqual([]);
  expect(typingIn(expired(both, TYPING_MS), 'r')).toEqual(['bo']);
  expect(expired(both, 6000 + 2000).size).toBe(0);
  expect(expired(both, 10)).toBe(both);
  expect(typingIn(stopped(both, 'r', ['ann']), 'r')).toEqual(['bo']);
  expect(stopped(both, 'r', ['x'])).toBe(both);
});
