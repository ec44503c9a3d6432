import type { ParleyRest } from './rest.ts';
import { list, parseUser, type User } from './wire.ts';

/** How far the erasure of a user is. */
export type Erasure = { readonly user: string; readonly state: 'none' | 'running' | 'done'; readonly messages: number };

export function parseErasure(json: unknown): Erasure {
  const from = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const state = from['state'];
  return { user: String(from['user'] ?? ''), state: state === 'running' || state === 'done' ? state : 'none', messages: Number(from['messages'] ?? 0) };
}

/** What administrators do with the users of the server. */
export class AdminCalls {
  readonly #rest: ParleyRest;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  /** Users by id, or those with a text in their names; the next page is `after` the last of this one. */
  async users(ask: { readonly query?: string; readonly after?: string; readonly limit?: number } = {}): Promise<User[]> {
    const given = Object.entries(ask).filter(([, value]) => value !== undefined && value !== '');
    return list(await this.#rest.request('GET', `/admin/users?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`), parseUser);
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
