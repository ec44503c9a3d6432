import type { Session } from '@parley/client';
import { expect, it } from 'vitest';
import { ago, inOrder } from './devices-state.ts';

const session = (id: string, lastSeenAt: string, current = false): Session => ({ id, device: id, createdAt: lastSeenAt, lastSeenAt, current });

it('puts this device first and the others as they were seen', () => {
  const sessions = [session('old', '2026-01-01T00:00:00Z'), session('new', '2026-03-01T00:00:00Z'), session('this', '2026-02-01T00:00:00Z', true)];
  expect(inOrder(sessions).map(({ id }) => id)).toEqual(['this', 'new', 'old']);
  expect(sessions.map(({ id }) => id)).toEqual(['old', 'new', 'this']);
});

it.each([
  ['2026-03-01T12:00:00Z', -0, 'minute'],
  ['2026-03-01T12:00:30Z', -0, 'minute'],
  ['2026-03-01T11:01:00Z', -59, 'minute'],
  ['2026-03-01T11:00:00Z', -1, 'hour'],
  ['2026-02-28T12:00:01Z', -23, 'hour'],
  ['2026-02-28T12:00:00Z', -1, 'day'],
  ['2026-01-01T12:00:00Z', -59, 'day'],
  ['2026-03-01T13:00:00Z', -0, 'minute'],
] as const)('%s is %i %s', (at, count, unit) => {
  expect(ago(new Date(at), new Date('2026-03-01T12:00:00Z'))).toEqual([count, unit]);
});
