import { expect, it } from 'vitest';
import { whichOf } from './which-state.ts';

it('says which messages go: whose, and since when or how many', () => {
  const now = new Date('2026-11-27T12:00:00Z');
  expect(whichOf(' @eve ', { minutes: 60 }, now)).toEqual({ user: 'eve', since: '2026-11-27T11:00:00.000Z' });
  expect(whichOf('', { last: 10 }, now)).toEqual({ last: 10 });
  expect(whichOf('eve', 'all', now)).toEqual({ user: 'eve', last: 500 }); // never without a bound
});
