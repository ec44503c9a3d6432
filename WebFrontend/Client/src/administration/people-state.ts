// What an administrator may do with a user: which controls there are. The server decides anew. Pure.

import type { IssuedReset, User } from '@parley/client';

const RANKS: Readonly<Record<string, number>> = { owner: 3, admin: 2, member: 1, guest: 0 };
const ROLES = ['owner', 'admin', 'member', 'guest'] as const;

export type ServerRole = (typeof ROLES)[number];

/** Nobody changes those at or above their own rank, but owners may; and nobody changes themselves here. */
export function mayManage(me: User, user: User): boolean {
  if (user.id === me.id || user.isBot || user.erased === true) return false;
  return me.role === 'owner' || (RANKS[me.role] ?? 0) > (RANKS[user.role] ?? 0);
}

/** The roles that one may give: those below one's own, and an owner all of them. */
export function rolesFor(me: User): ServerRole[] {
  return ROLES.filter((role) => me.role === 'owner' || RANKS[role]! < (RANKS[me.role] ?? 0));
}

/** The link as it is handed over: the server's own if it knows its address, else below that of this page. */
export function resetLink(issued: IssuedReset, here: string): string {
  return issued.url ?? `${here.replace(/\/$/, '')}/reset-password#${issued.token}`;
}
