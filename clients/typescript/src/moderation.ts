import type { ParleyRest } from './rest.ts';

/** Words that are not to be said: a word or several that follow each other, with `*` at the end whatever begins so. */
export type WordRule = { readonly text: string; readonly action: WordAction };
/** Made unreadable, held until a moderator has looked at it, or refused. */
export type WordAction = 'mask' | 'hold' | 'refuse';
export type WordRules = { readonly version: number; readonly rules: readonly WordRule[] };

/** A message that waits for a moderator. */
export type HeldMessage = {
  readonly id: string;
  readonly sender: string;
  readonly text: string;
  readonly at: string;
  readonly replyTo?: number;
  readonly thread?: number;
  /** It is an edit of that message. */
  readonly target?: number;
};

/** Messages that were deleted together. */
export type Deletion = {
  readonly room: string;
  /** Number of the first of the deletions. */
  readonly seq: number;
  readonly count: number;
  readonly by: string;
  readonly at: string | null;
  /** Until when they can be brought back; null: they cannot. */
  readonly undoUntil: string | null;
};

/** Which messages: these, or those of a user, since a time, the last so many. */
export type DeletionAsk =
  | { readonly clientId?: string; readonly seqs: readonly number[] }
  | { readonly clientId?: string; readonly user?: string; readonly since?: string; readonly last?: number };

type Json = Readonly<Record<string, unknown>>;
const record = (json: unknown): Json => (typeof json === 'object' && json !== null ? (json as Json) : {});
const text = (json: Json, field: string): string => (typeof json[field] === 'string' ? json[field] : '');
const list = <T>(json: unknown, each: (one: unknown) => T): T[] => (Array.isArray(json) ? json.map(each) : []);
const number = (json: Json, field: string): number => (typeof json[field] === 'number' ? json[field] : 0);
const optional = (json: Json, field: string): Record<string, number> => (typeof json[field] === 'number' ? { [field]: json[field] } : {});

function parseRules(json: unknown): WordRules {
  const from = record(json);
  const rules = list(from['rules'], (one): WordRule => {
    const rule = record(one);
    const action = rule['action'];
    return { text: text(rule, 'text'), action: action === 'hold' || action === 'refuse' ? action : 'mask' };
  });
  return { version: number(from, 'version'), rules };
}

function parseHeld(json: unknown): HeldMessage {
  const from = record(json);
  const base = { id: text(from, 'id'), sender: text(from, 'sender'), text: text(from, 'text'), at: text(from, 'at') };
  return { ...base, ...optional(from, 'replyTo'), ...optional(from, 'thread'), ...optional(from, 'target') };
}

function parseDeletion(json: unknown): Deletion {
  const from = record(json);
  const base = { room: text(from, 'room'), seq: number(from, 'seq'), count: number(from, 'count'), by: text(from, 'by') };
  return { ...base, at: text(from, 'at') || null, undoUntil: text(from, 'undoUntil') || null };
}

const roomPath = (room: string): string => `/rooms/${encodeURIComponent(room)}`;

/** What moderators of rooms and administrators of the server do about messages. */
export class ModerationCalls {
  readonly #rest: ParleyRest;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  async deleteMany(room: string, which: DeletionAsk): Promise<Deletion> {
    return parseDeletion(await this.#rest.request('POST', `${roomPath(room)}/deletions`, which));
  }

  /** Those that can be undone, the latest first. */
  async deletions(room: string): Promise<Deletion[]> {
    return list(await this.#rest.request('GET', `${roomPath(room)}/deletions`), parseDeletion);
  }

  async undoDeletion(room: string, seq: number): Promise<void> {
    await this.#rest.request('DELETE', `${roomPath(room)}/deletions/${seq}`);
  }

  /** @param room null: of the server. */
  async wordRules(room: string | null): Promise<WordRules> {
    return parseRules(await this.#rest.request('GET', room === null ? '/admin/word-rules' : `${roomPath(room)}/word-rules`));
  }

  /** In the place of all there were. */
  async setWordRules(room: string | null, rules: readonly WordRule[]): Promise<WordRules> {
    return parseRules(await this.#rest.request('PUT', room === null ? '/admin/word-rules' : `${roomPath(room)}/word-rules`, { rules }));
  }

  /** Messages that wait for a moderator, the oldest first. */
  async held(room: string): Promise<HeldMessage[]> {
    return list(await this.#rest.request('GET', `${roomPath(room)}/held`), parseHeld);
  }

  async settleHeld(room: string, id: string, state: 'approved' | 'rejected'): Promise<void> {
    await this.#rest.request('PATCH', `${roomPath(room)}/held/${encodeURIComponent(id)}`, { state });
  }
}
