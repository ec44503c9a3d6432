import { expect, it } from 'vitest';
import { parseEvent, parseRoom } from '@parley/client';
import { mentions, quietUntil, toldOf } from './notify-state.ts';

const me = { id: 'me', userName: 'ann' };
const room = (more: object = {}) => parseRoom({ id: 'r', name: 'r', member: true, ...more });
const post = (seq: number, text: string, sender = 'bob') => parseEvent({ seq, kind: 'messagePosted', sender, text });

it.each(['@ann', 'hi @Ann!', '(@ann)', '@here', 'all of @room.', '你好，@ann'])('%j means Ann', (text) => expect(mentions(text, 'ann')).toBe(true));
it.each(['ann', '@anna', 'x@ann', '@bob', '@ann.berg', '@@ann'])('%j does not', (text) => expect(mentions(text, 'ann')).toBe(false));

it('tells the newest of what matters, once', () => {
  const events = [post(1, 'one'), post(2, 'two @ann'), post(3, 'mine @ann', 'me'), parseEvent({ seq: 4, kind: 'memberJoined', sender: 'x', user: 'x' })];
  expect(toldOf(events, room(), 'all', me)).toMatchObject({ text: 'two @ann', count: 2 });
  expect(toldOf([...events, post(5, 'five')], room(), 'mentions', me)).toMatchObject({ text: 'two @ann', count: 1 });
  expect(toldOf(events, room(), 'none', me)).toBeNull();
  expect(toldOf([post(1, 'x', 'me')], room(), 'all', me)).toBeNull();
  expect(toldOf([post(1, 'x')], room(), 'mentions', me)).toBeNull();
  expect(toldOf([post(1, 'x')], room({ direct: 'bob' }), 'mentions', me)).not.toBeNull();
});

it('is quiet for as long as one says', () => {
  const evening = new Date(2026, 4, 30, 22, 15);
  expect(quietUntil('off', evening)).toBe(0);
  expect(quietUntil('hour', evening)).toBe(new Date(2026, 4, 30, 23, 15).getTime());
  expect(quietUntil('tomorrow', evening)).toBe(new Date(2026, 4, 31, 8).getTime());
});
