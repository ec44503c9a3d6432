import { expect, it, vi } from 'vitest';
import type { ParleyRest, User } from '@parley/client';
import { UsersStore } from './users-store.ts';

it('asks for unknown people together, once each, and again only after a failure', async () => {
  vi.useFakeTimers();
  const asked: string[][] = [];
  let up = true;
  const users = async (ids: readonly string[]): Promise<User[]> => {
    asked.push([...ids]);
    if (!up) throw new Error('down');
    return ids.filter((id) => id !== 'gone').map((id) => ({ id, userName: id, displayName: id, isBot: false, isAdmin: false, role: 'member', deactivated: false, createdAt: '' }));
  };
  const store = new UsersStore({ users } as unknown as ParleyRest);
  store.want(['a', 'b', '']);
  store.want(['b', 'gone']);
  await vi.advanceTimersByTimeAsync(50);
  store.want(['a', 'gone']);
  await vi.advanceTimersByTimeAsync(50);
  expect(asked).toEqual([['a', 'b', 'gone']]);
  expect([...store.users.value.keys()]).toEqual(['a', 'b']);
  up = false;
  store.want(['c']);
  await vi.advanceTimersByTimeAsync(50);
  up = true;
  store.want(['c']);
  await vi.advanceTimersByTimeAsync(50);
  expect(asked.slice(1)).toEqual([['c'], ['c']]);
  vi.useRealTimers();
});
