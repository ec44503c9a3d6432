import { expect, it } from 'vitest';
import { inUnits, muteFor } from './mute-state.ts';

it('says when a mute ends', () => expect(muteFor(90, new Date('2026-11-27T23:00:00Z'))).toBe('2026-11-28T00:30:00.000Z'));

it('counts in the largest unit that fits', () => {
  expect([10, 60, 90, 480, 1440, 10_080].map(inUnits)).toEqual([
    { count: 10, unit: 'minute' },
    { count: 1, unit: 'hour' },
    { count: 90, unit: 'minute' },
    { count: 8, unit: 'hour' },
    { count: 1, unit: 'day' },
    { count: 7, unit: 'day' },
  ]);
});
