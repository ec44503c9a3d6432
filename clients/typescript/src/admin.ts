import type { ParleyRest } from './rest.ts';
import { list, parseUser, type User } from './wire.ts';

/** How far the erasure of a user is. */
export type Erasure = { readonly user: string; readonly state: 'none' | 'running' | 'done'; readonly messages: number };

export function parseErasure(json: unknown): Erasure {
  const from = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const state = from['state'];
  return { user: String(from['user'] ?? ''), state: state === 'running' || state === 'done' ? state : 'none', messages: Number(from['messages'] ?? 0) };
}

/** A session of a user, as administrators see it. */
export type UserSession = { readonly id: string; readonly device: string; readonly createdAt: string; readonly lastSeenAt: string };

/** A room as administrators see it: never what is said in it. */
export type ManagedRoom = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly visibility: 'public' | 'private';
  readonly archived: boolean;
  readonly members: number;
  readonly messages: number;
  /** User ids, ten at most. */
  readonly owners: readonly string[];
  readonly createdAt: string;
  readonly lastEventAt: string;
  /** Days that it keeps messages; 0: for ever; null: as the server's rule says. */
  readonly retention: number | null;
};

/** Somebody who is refused for asking too often: a user id, a client address or a user name, by the scope. */
export type Blocked = { readonly scope: string; readonly key: string; readonly until: string };

/** A link by which somebody chooses a new password. */
export type IssuedReset = {
  /** What the link ends in: `/reset-password#TOKEN`. */
  readonly token: string;
  /** The whole link; null: the server does not know its own address. */
  readonly url: string | null;
  /** Seconds that it counts. */
  readonly expiresIn: number;
};

const record = (json: unknown): Record<string, unknown> => (typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {});
const texts = (json: unknown): string[] => (Array.isArray(json) ? json.map(String) : []);

export function parseUserSession(json: unknown): UserSession {
  const from = record(json);
  return { id: String(from['id'] ?? ''), device: String(from['device'] ?? ''), createdAt: String(from['createdAt'] ?? ''), lastSeenAt: String(from['lastSeenAt'] ?? '') };
}

export function parseManagedRoom(json: unknown): ManagedRoom {
  const from = record(json);
  return {
    id: String(from['id'] ?? ''),
    name: String(from['name'] ?? ''),
    title: String(from['title'] ?? ''),
    visibility: from['visibility'] === 'private' ? 'private' : 'public',
    archived: from['archived'] === true,
    members: Number(from['members'] ?? 0),
    messages: Number(from['messages'] ?? 0),
    owners: texts(from['owners']),
    createdAt: String(from['createdAt'] ?? ''),
    lastEventAt: String(from['lastEventAt'] ?? ''),
    retention: typeof from['retention'] === 'number' ? from['retention'] : null,
  };
}

export function parseBlocked(json: unknown): Blocked {
  const from = record(json);
  return { scope: String(from['scope'] ?? ''), key: String(from['key'] ?? ''), until: String(from['until'] ?? '') };
}

export function parseIssuedReset(json: unknown): IssuedReset {
  const from = record(json);
  const url = from['url'];
  return { token: String(from['token'] ?? ''), url: typeof url === 'string' ? url : null, expiresIn: Number(from['expiresIn'] ?? 0) };
}

/** An entry of the audit log. */
export type AuditEntry = {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  /** `done`, or the code of the refusal. */
  readonly outcome: string;
  readonly actor?: string;
  readonly address?: string;
  readonly target?: string;
  readonly detail?: string;
};

export function parseAuditEntry(json: unknown): AuditEntry {
  const from = record(json);
  const given = (name: 'actor' | 'address' | 'target' | 'detail'): Partial<AuditEntry> => (typeof from[name] === 'string' ? { [name]: from[name] } : {});
  return {
    id: String(from['id'] ?? ''),
    at: String(from['at'] ?? ''),
    event: String(from['event'] ?? ''),
    outcome: String(from['outcome'] ?? ''),
    ...given('actor'),
    ...given('address'),
    ...given('target'),
    ...given('detail'),
  };
}

type Page = { readonly query?: string; readonly after?: string; readonly limit?: number };

/** As a query string, without what is not asked. */
function asked(ask: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(ask).filter(([, value]) => value !== undefined && value !== '');
  return String(new URLSearchParams(given.map(([name, value]) => [name, String(value)])));
}

/** What administrators do with the users of the server, its rooms and its limits. */
export class AdminCalls {
  readonly #rest: ParleyRest;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  /** Users by id, or those with a text in their names; the next page is `after` the last of this one. */
  async users(ask: Page = {}): Promise<User[]> {
    return list(await this.#rest.request('GET', `/admin/users?${asked(ask)}`), parseUser);
  }

  /** Where a user is signed in, newest first. */
  async sessions(user: string): Promise<UserSession[]> {
    return list(await this.#rest.request('GET', `/admin/users/${encodeURIComponent(user)}/sessions`), parseUserSession);
  }

  /** Signs a user out: of one session, or everywhere. */
  async endSessions(user: string, session?: string): Promise<void> {
    await this.#rest.request('DELETE', `/admin/users/${encodeURIComponent(user)}/sessions${session === undefined ? '' : `/${encodeURIComponent(session)}`}`);
  }

  /** For who has lost app and recovery codes. */
  async resetSecondFactor(user: string): Promise<void> {
    await this.#rest.request('DELETE', `/admin/users/${encodeURIComponent(user)}/second-factor`);
  }

  /** A link by which somebody chooses a new password; shown once, good once. `token` stands behind `/reset-password#`; `url` is null where the server does not know its address. */
  async issuePasswordReset(user: string): Promise<IssuedReset> {
    return parseIssuedReset(await this.#rest.request('POST', `/admin/users/${encodeURIComponent(user)}/password-reset`));
  }

  /** Public and private rooms by id, or those with a text in name or title; the next page is `after` the last of this one. */
  async rooms(ask: Page = {}): Promise<ManagedRoom[]> {
    return list(await this.#rest.request('GET', `/admin/rooms?${asked(ask)}`), parseManagedRoom);
  }

  /** Archives a room, brings it back, says how long it keeps messages (days; 0: for ever; -1: as the server's rule says), makes a member one of its owners. Its members see who it was. */
  async manageRoom(room: string, change: { readonly archived?: boolean; readonly owner?: string; readonly retention?: number }): Promise<ManagedRoom> {
    return parseManagedRoom(await this.#rest.request('PATCH', `/admin/rooms/${encodeURIComponent(room)}`, change));
  }

  /** Deletes a room and all that was said in it, for good. `name` is the room's, typed once more. */
  async deleteRoom(room: string, name: string): Promise<void> {
    await this.#rest.request('DELETE', `/admin/rooms/${encodeURIComponent(room)}?name=${encodeURIComponent(name)}`);
  }

  /** Who is refused now for asking too often, the longest wait first. */
  async blocked(): Promise<Blocked[]> {
    return list(await this.#rest.request('GET', '/admin/limits'), parseBlocked);
  }

  /** They may go on at once. */
  async liftLimit(scope: string, key: string): Promise<void> {
    await this.#rest.request('DELETE', `/admin/limits/${encodeURIComponent(scope)}/${encodeURIComponent(key)}`);
  }

  /** The audit log, newest first; the next page is `after` what the answer says. */
  async audit(ask: { readonly event?: string; readonly actor?: string; readonly after?: string; readonly limit?: number } = {}): Promise<{ entries: AuditEntry[]; next: string | null }> {
    const answer = record(await this.#rest.request('GET', `/admin/audit?${asked(ask)}`));
    return { entries: list(answer['entries'], parseAuditEntry), next: typeof answer['next'] === 'string' ? answer['next'] : null };
  }

  /** Their sessions end. */
  async changeUser(id: string, change: { readonly role?: string; readonly deactivated?: boolean }): Promise<User> {
    return parseUser(await this.#rest.request('PATCH', `/admin/users/${encodeURIComponent(id)}`, change));
  }

  /** For ever. The user name is that of who is erased, so that it is not somebody else. */
  async eraseUser(id: string, userName: string): Promise<Erasure> {
    return parseErasure(await this.#rest.request('POST', `/admin/users/${encodeURIComponent(id)}/erasure`, { userName }));
  }

  async erasure(id: string): Promise<Erasure> {
    return parseErasure(await this.#rest.request('GET', `/admin/users/${encodeURIComponent(id)}/erasure`));
  }
}
