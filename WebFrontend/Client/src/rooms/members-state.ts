// What I may do with a member: which buttons there are. The server decides anew. Pure.

import type { Member, Room, RoomRole } from '@parley/client';
import { may } from './rooms-state.ts';

export type MemberAction = { readonly do: 'message' | 'kick' | 'ban' } | { readonly do: 'role'; readonly role: RoomRole };

const RANKS: Readonly<Record<string, number>> = { owner: 3, moderator: 2, member: 1, muted: 0 };
const ROLES: readonly RoomRole[] = ['owner', 'moderator', 'member', 'muted'];

export function actionsOn(room: Room, member: Member, me: string): MemberAction[] {
  const actions: MemberAction[] = [];
  if (member.user.id === me || room.direct !== null) return actions;
  actions.push({ do: 'message' });
  // who may change the settings without being a moderator is an administrator of the server
  const rank = room.role === 'owner' || (room.role !== 'moderator' && may(room, 'setRoles')) ? 4 : (RANKS[room.role ?? ''] ?? 0);
  if (rank <= (RANKS[member.role] ?? 0)) return actions;
  if (may(room, 'setRoles')) {
    for (const role of ROLES) if (role !== member.role && RANKS[role]! < rank) actions.push({ do: 'role', role });
  }
  if (may(room, 'remove')) actions.push({ do: 'kick' }, { do: 'ban' });
  return actions;
}
