import { expect, it } from 'vitest';
import { isDoor, stepAt } from './door-state.ts';

it('follows the links of invites and resets', () => {
  expect(stepAt('/join', '#abcDEF234')).toEqual({ is: 'up', invite: 'abcDEF234' });
  expect(stepAt('/setup', '#abcDEF234')).toEqual({ is: 'setup', token: 'abcDEF234' });
  expect(stepAt('/reset-password', '#0a1b.2c3d')).toEqual({ is: 'reset', id: '0a1b', secret: '2c3d' });
});

it('asks from the beginning where a link is incomplete', () => {
  expect(stepAt('/reset-password', '')).toEqual({ is: 'forgot' });
  expect(stepAt('/reset-password', '#<b>')).toEqual({ is: 'forgot' });
  expect(stepAt('/join', '')).toEqual({ is: 'in' });
  expect(stepAt('/setup', '#<b>')).toEqual({ is: 'in' });
  expect(stepAt('/rooms/lobby', '#abc')).toEqual({ is: 'in' });
});

it('knows which addresses are for strangers', () => {
  expect(isDoor('/join')).toBe(true);
  expect(isDoor('/rooms/join')).toBe(false);
});
