import { expect, it } from 'vitest';
import { parseEvent, parseRoom } from '@parley/client';
import { isQuiet, levelNow, quiet, toldOf } from './notify-state.ts';

const me = { id: 'me' };
const room = (more: object = {}) => parseRoom({ id: 'r', name: 'r', member: true, ...more });
const post = (seq: number, text: string, sender = 'bob') =>
  parseEvent({ seq, kind: 'messagePosted', sender, text, ...(text.includes('@ann') ? { mentions: ['me'] } : {}) });

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
  const during = (choice: 'off' | 'hour' | 'tomorrow' | 'on', at: Date) => isQuiet({ level: 'all', sound: true, receipts: true, ...quiet(choice, evening) }, at.getTime());
  expect([during('hour', new Date(2026, 4, 30, 23, 14)), during('hour', new Date(2026, 4, 30, 23, 16))]).toEqual([true, false]);
  expect([during('tomorrow', new Date(2026, 4, 31, 7, 59)), during('tomorrow', new Date(2026, 4, 31, 8, 1))]).toEqual([true, false]);
  expect([during('on', new Date(2030, 1, 1)), during('off', evening)]).toEqual([true, false]);
});

it('knows a level of a room, and until when it is muted', () => {
  const usual = { level: 'mentions', sound: true, doNotDisturb: false, doNotDisturbUntil: null, receipts: true } as const;
  const one = (more: object) => ({ room: 'r', level: null, muted: false, mutedUntil: null, ...more });
  expect(levelNow(undefined, usual, 0)).toBe('mentions');
  expect(levelNow(one({ level: 'all' }), usual, 0)).toBe('all');
  expect(levelNow(one({ level: 'all', muted: true }), usual, 0)).toBe('none');
  expect(levelNow(one({ muted: true, mutedUntil: '2026-01-01T00:00:00Z' }), usual, Date.parse('2026-01-02'))).toBe('mentions');
});
