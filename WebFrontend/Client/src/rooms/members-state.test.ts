import { expect, test } from 'vitest';
import type { Member, Room } from '@parley/client';
import { parseMember, parseRoom } from '@parley/client';
import { actionsOn } from './members-state.ts';

const OWNER = ['write', 'remove', 'setRoles', 'changeSettings'];
const room = (role: string | null, may: readonly string[], direct: string | null = null): Room =>
  parseRoom({ id: 'r', name: 'r', role, may, direct, visibility: direct === null ? 'public' : 'direct' });
const member = (role: string, id = 'bob'): Member => parseMember({ user: { id, userName: id }, role });
const names = (where: Room, who: Member): string[] => actionsOn(where, who, 'ann').map((one) => (one.do === 'role' ? one.role : one.do));

test('owners may do everything to everybody but themselves', () => {
  expect(names(room('owner', OWNER), member('moderator'))).toEqual(['message', 'owner', 'member', 'muted', 'kick', 'ban']);
  expect(names(room('owner', OWNER), member('owner'))).toEqual(['message', 'moderator', 'member', 'muted', 'kick', 'ban']);
  expect(names(room('owner', OWNER), member('owner', 'ann'))).toEqual([]);
});

test('moderators act on members and give no role like their own', () => {
  expect(names(room('moderator', OWNER), member('member'))).toEqual(['message', 'muted', 'kick', 'ban']);
  expect(names(room('moderator', OWNER), member('muted'))).toEqual(['message', 'member', 'kick', 'ban']);
  expect(names(room('moderator', OWNER), member('moderator'))).toEqual(['message']);
});

test('members write to each other, and administrators act like owners', () => {
  expect(names(room('member', ['write']), member('muted'))).toEqual(['message']);
  expect(names(room(null, ['remove', 'setRoles']), member('owner'))).toContain('ban');
});

test('in a conversation of two there is nothing to do', () => {
  expect(names(room('member', ['write'], 'bob'), member('member'))).toEqual([]);
});
