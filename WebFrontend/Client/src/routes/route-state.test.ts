import { expect, it } from 'vitest';
import { formatRoute, parseRoute } from './route-state.ts';

it.each(['/', '/rooms/lobby', '/dashboard', '/devices', '/account', '/people', '/all-rooms', '/audit', '/outbox', '/rooms/%E4%BC%9A', '/rooms/lobby/m/12', '/rooms/lobby/pins', '/rooms/lobby/t/5', '/rooms/lobby/t/5/m/12', '/threads', '/what/ever'])('%s comes back as it was', (path) => {
  expect(formatRoute(parseRoute(path))).toBe(path);
});

it('knows what it does not know', () => {
  expect(parseRoute('/rooms/%E4')).toEqual({ to: 'nowhere', path: '/rooms/%E4' });
  expect(parseRoute('/rooms/a/b').to).toBe('nowhere');
  expect(parseRoute('/rooms/lobby/')).toEqual({ to: 'room', name: 'lobby' });
  expect(parseRoute('/rooms/lobby/m/12')).toEqual({ to: 'room', name: 'lobby', message: 12 });
  for (const path of ['/rooms/lobby/m/0', '/rooms/lobby/m/x', '/rooms/lobby/m/']) expect(parseRoute(path).to).toBe('nowhere');
  expect(parseRoute('/rooms').to).toBe('home');
  expect(parseRoute('/dashboard/').to).toBe('dashboard');
});
