import { expect, it } from 'vitest';
import type { User } from '@parley/client';
import { mayManage, rolesFor } from './people-state.ts';

const user = (id: string, role: string, more: Partial<User> = {}): User => ({ id, userName: id, displayName: id, isBot: false, isAdmin: role === 'admin' || role === 'owner', role, deactivated: false, createdAt: '', ...more });

it('lets administrators act on those below them, and owners on everybody but themselves', () => {
  const [owner, admin, other, member] = [user('o', 'owner'), user('a', 'admin'), user('b', 'admin'), user('m', 'member')];
  expect([owner, admin, other, member].map((one) => mayManage(admin, one))).toEqual([false, false, false, true]);
  expect([owner, admin, other, member].map((one) => mayManage(owner, one))).toEqual([false, true, true, true]);
  expect(mayManage(owner, user('x', 'bot', { isBot: true }))).toBe(false);
  expect(mayManage(owner, user('x', 'member', { erased: true }))).toBe(false);
  expect([rolesFor(admin), rolesFor(owner)]).toEqual([['member', 'guest'], ['owner', 'admin', 'member', 'guest']]);
});
