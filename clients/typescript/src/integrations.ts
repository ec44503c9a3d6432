import type { ParleyRest } from './rest.ts';

export type TokenScope = 'read' | 'write';
export type Bot = { readonly id: string; readonly userName: string; readonly displayName: string };
/** Without its secret. `lastUsedAt`: null: never; `rooms`: null: all that the bot is in. */
export type BotToken = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly rooms: readonly string[] | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
};
export type BotTokenAsk = { readonly name: string; readonly scopes: readonly TokenScope[]; readonly expiresIn: number; readonly rooms?: readonly string[] };

/** An incoming webhook, without its address. */
export type IncomingWebhook = { readonly id: string; readonly name: string; readonly user: string; readonly createdAt: string; readonly lastUsedAt: string | null };

/** `off`: by hand. `failed`: nothing was taken for too long. `owner-gone`: who made it may not any more. */
export type WebhookState = 'active' | 'off' | 'failed' | 'owner-gone';
/** An outgoing webhook. `events`: kinds; none: all. */
export type OutgoingWebhook = { readonly id: string; readonly url: string; readonly events: readonly string[]; readonly state: WebhookState; readonly cursor: number };

type Json = Readonly<Record<string, unknown>>;
const record = (json: unknown): Json => (typeof json === 'object' && json !== null ? (json as Json) : {});
const text = (json: Json, field: string): string => (typeof json[field] === 'string' ? json[field] : '');
const list = <T>(json: unknown, each: (one: unknown) => T): T[] => (Array.isArray(json) ? json.map(each) : []);
const path = (...parts: readonly string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

function parseBot(json: unknown): Bot {
  const from = record(json);
  return { id: text(from, 'id'), userName: text(from, 'userName'), displayName: text(from, 'displayName') };
}

function parseToken(json: unknown): BotToken {
  const from = record(json);
  const scopes = list(from['scopes'], String).filter((scope): scope is TokenScope => scope === 'read' || scope === 'write');
  const rooms = Array.isArray(from['rooms']) ? from['rooms'].map(String) : null;
  return { id: text(from, 'id'), name: text(from, 'name'), scopes, rooms, createdAt: text(from, 'createdAt'), lastUsedAt: text(from, 'lastUsedAt') || null, expiresAt: text(from, 'expiresAt') };
}

function parseIncoming(json: unknown): IncomingWebhook {
  const from = record(json);
  return { id: text(from, 'id'), name: text(from, 'name'), user: text(from, 'user'), createdAt: text(from, 'createdAt'), lastUsedAt: text(from, 'lastUsedAt') || null };
}

function parseOutgoing(json: unknown): OutgoingWebhook {
  const from = record(json);
  const state = text(from, 'state');
  return {
    id: text(from, 'id'),
    url: text(from, 'url'),
    events: list(from['events'], String),
    state: state === 'off' || state === 'failed' || state === 'owner-gone' ? state : 'active',
    cursor: typeof from['cursor'] === 'number' ? from['cursor'] : 0,
  };
}

/** My bots and their tokens. */
export class BotCalls {
  readonly #rest: ParleyRest;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  async bots(): Promise<Bot[]> {
    return list(await this.#rest.request('GET', '/bots'), parseBot);
  }

  /** The same name again is the same bot. */
  async create(userName: string, displayName: string): Promise<Bot> {
    return parseBot(await this.#rest.request('POST', '/bots', { userName, ...(displayName === '' ? {} : { displayName }) }));
  }

  /** Deactivates it for good. */
  async retire(bot: string): Promise<void> {
    await this.#rest.request('DELETE', `/bots${path(bot)}`);
  }

  async tokens(bot: string): Promise<BotToken[]> {
    return list(await this.#rest.request('GET', `/bots${path(bot)}/tokens`), parseToken);
  }

  /** The secret is told this once. */
  async createToken(bot: string, ask: BotTokenAsk): Promise<string> {
    return text(record(await this.#rest.request('POST', `/bots${path(bot)}/tokens`, ask)), 'token');
  }

  async revokeToken(bot: string, token: string): Promise<void> {
    await this.#rest.request('DELETE', `/bots${path(bot)}/tokens${path(token)}`);
  }
}

/** Webhooks of a room, both ways, for who looks after it. */
export class WebhookCalls {
  readonly #rest: ParleyRest;
  readonly #room: string;

  constructor(rest: ParleyRest, room: string) {
    this.#rest = rest;
    this.#room = `/rooms${path(room)}`;
  }

  async incoming(): Promise<IncomingWebhook[]> {
    return list(await this.#rest.request('GET', `${this.#room}/hooks`), parseIncoming);
  }

  /** Its address, which is told this once. */
  async createIncoming(name: string): Promise<string> {
    return text(record(await this.#rest.request('POST', `${this.#room}/hooks`, { name })), 'url');
  }

  /** Another address in the place of the one it has, told this once. */
  async rotateIncoming(hook: string): Promise<string> {
    return text(record(await this.#rest.request('POST', `${this.#room}/hooks${path(hook)}/rotate`)), 'url');
  }

  async revokeIncoming(hook: string): Promise<void> {
    await this.#rest.request('DELETE', `${this.#room}/hooks${path(hook)}`);
  }

  async outgoing(): Promise<OutgoingWebhook[]> {
    return list(await this.#rest.request('GET', `${this.#room}/webhooks`), parseOutgoing);
  }

  /** Its secret, which is told this once. No kinds: all. */
  async createOutgoing(url: string, events: readonly string[]): Promise<string> {
    return text(record(await this.#rest.request('POST', `${this.#room}/webhooks`, { url, ...(events.length === 0 ? {} : { events }) })), 'secret');
  }

  async turnOutgoing(webhook: string, active: boolean): Promise<void> {
    await this.#rest.request('PATCH', `${this.#room}/webhooks${path(webhook)}`, { active });
  }

  /** Another secret, told this once; the one before signs beside it for a while. */
  async rotateOutgoing(webhook: string): Promise<string> {
    return text(record(await this.#rest.request('POST', `${this.#room}/webhooks${path(webhook)}/secret`)), 'secret');
  }

  async deleteOutgoing(webhook: string): Promise<void> {
    await this.#rest.request('DELETE', `${this.#room}/webhooks${path(webhook)}`);
  }
}
