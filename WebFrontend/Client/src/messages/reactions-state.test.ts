import { expect, it } from 'vitest';
import { parseEvent } from '@parley/client';
import { type Pressed, pressedKey, reactionsNow, toldOfPressed } from './reactions-state.ts';

const thumbs = { emoji: '👍', count: 2, users: ['bob', 'me'], mine: true };
const pressed = (...of: [string, boolean][]): Pressed => new Map(of.map(([emoji, on]) => [pressedKey(7, emoji), on]));

it('shows what I pressed at once, and nothing twice', () => {
  expect(reactionsNow([thumbs], pressed(['👍', false]), 7, 'me')).toEqual([{ emoji: '👍', count: 1, users: ['bob'], mine: false }]);
  expect(reactionsNow([thumbs], pressed(['👍', true]), 7, 'me')).toEqual([thumbs]); // the server was quicker
  expect(reactionsNow([thumbs], pressed(['🎉', true]), 7, 'me')).toEqual([thumbs, { emoji: '🎉', count: 1, users: ['me'], mine: true }]);
  expect(reactionsNow([{ ...thumbs, count: 1, users: ['me'] }], pressed(['👍', false]), 7, 'me')).toEqual([]);
  expect(reactionsNow([thumbs], pressed(['👍', false]), 8, 'me')).toEqual([thumbs]); // another message
});

it('forgets what I pressed when the server tells of it', () => {
  const told = (kind: string, sender = 'me') => [parseEvent({ seq: 9, kind, sender, target: 7, emoji: '👍' })];
  const mine = pressed(['👍', true]);
  expect(toldOfPressed(mine, told('reactionAdded'), 'me').size).toBe(0);
  expect(toldOfPressed(mine, told('reactionRemoved'), 'me')).toBe(mine);
  expect(toldOfPressed(mine, told('reactionAdded', 'bob'), 'me')).toBe(mine);
});
