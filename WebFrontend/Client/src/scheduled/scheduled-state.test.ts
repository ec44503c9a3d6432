import { expect, it } from 'vitest';
import type { ScheduledMessage } from '@parley/client';
import { changed, fromField, quickTimes, toField } from './scheduled-state.ts';

const named = (now: Date): [string, string][] => quickTimes(now).map(({ name, at }) => [name, toField(at)]);

it('knows what is often meant by later', () => {
  expect(named(new Date(2026, 10, 25, 10, 17, 33))).toEqual([
    ['hour', '2026-11-25T11:17'],
    ['evening', '2026-11-25T18:00'],
    ['tomorrow', '2026-11-26T09:00'],
    ['monday', '2026-11-30T09:00'],
  ]);
  // a Sunday evening: the morning of tomorrow is that of Monday
  expect(named(new Date(2026, 10, 29, 17, 30))).toEqual([
    ['hour', '2026-11-29T18:30'],
    ['tomorrow', '2026-11-30T09:00'],
  ]);
  expect(named(new Date(2026, 10, 30, 8)).at(-1)).toEqual(['monday', '2026-12-07T09:00']);
});

it('reads what the field says', () => {
  const at = new Date(2027, 0, 2, 3, 4);
  expect(fromField(toField(at))).toEqual(at);
  expect([fromField(''), fromField('nothing')]).toEqual([null, null]);
});

it('puts the next one first and forgets what was sent', () => {
  const message = (clientId: string, at: string, state: ScheduledMessage['state'] = 'waiting'): ScheduledMessage => ({ clientId, room: 'r', text: clientId, at, state });
  const [a, b] = [message('a', '2026-11-30T09:00:00Z'), message('b', '2026-11-29T09:00:00+02:00')];
  expect(changed([a], b)).toEqual([b, a]);
  expect(changed([b, a], message('b', '2026-12-01T09:00:00Z')).map(({ clientId }) => clientId)).toEqual(['a', 'b']);
  expect(changed([b, a], { ...b, state: 'sent', seq: 4 })).toEqual([a]);
  expect(changed([b, a], { ...a, state: 'cancelled' })).toEqual([b]);
  expect(changed([b, a], { ...a, state: 'refused', refusal: 'muted' }).map(({ state }) => state)).toEqual(['waiting', 'refused']);
});
