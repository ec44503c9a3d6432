// What I sent and the server has not numbered yet. Pure: no socket, no storage; the clock is passed in.
//
// Per room one send is in flight at a time, in the order written. A send whose outcome is unknown is repeated
// with the same client id, which the server answers with the first result; that is why nothing is posted twice.

import type { WireError } from './wire.ts';

export type Pending = {
  readonly clientId: string;
  readonly room: string;
  readonly text: string;
  readonly replyTo?: number;
  /** Seq of the message whose thread it belongs to. */
  readonly thread?: number;
  /** Version of the draft that it was. */
  readonly draft?: number;
  /** Files that go with it: it waits until they are uploaded. */
  readonly files?: readonly PendingFile[];
  /** Ids of their uploads, once all are there. */
  readonly uploads?: readonly string[];
  readonly createdAt: number;
  readonly state: 'sending' | 'failed';
  /** When the try now in flight left; null while it waits its turn. */
  readonly sentAt: number | null;
  /** Not before this time; 0: at once. */
  readonly retryAt: number;
  readonly tries: number;
  /** The sentence of the refusal, for people; null if the answer never came. */
  readonly error: string | null;
  /** While it waits because the server asked for it, e.g. in slow mode: the sentence that says so. */
  readonly reason: string | null;
};

/** A file of a message that is not sent yet. Its bytes are the business of whoever uploads it. */
export type PendingFile = {
  /** The uploader's name for it. */
  readonly key: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
};

export type Outbox = readonly Pending[];

export const ACK_TIMEOUT_MS = 10_000;

/** Refusals that pass by themselves, even if the server names no time. */
const PASSING: readonly string[] = ['busy', 'slow-mode', 'throttled', 'unavailable'];

export function queued(
  box: Outbox,
  message: { clientId: string; room: string; text: string; replyTo?: number; thread?: number; draft?: number; files?: readonly PendingFile[] },
  now: number,
): Outbox {
  return [...box, { ...message, createdAt: now, state: 'sending', sentAt: null, retryAt: 0, tries: 0, error: null, reason: null }];
}

/** What a store gave back after a reload: nothing is in flight any more, and what failed stays failed. */
export function restored(stored: readonly Pending[]): Outbox {
  return stored
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.clientId < b.clientId ? -1 : 1))
    .map((pending) => ({ ...pending, sentAt: null, retryAt: 0, reason: null }));
}

/** The sends that may leave now: per room the first that has not failed, unless it is in flight or has to wait, be it for its files. */
export function due(box: Outbox, now: number): Pending[] {
  return heads(box).filter((head) => head.sentAt === null && head.retryAt <= now && isWhole(head));
}

/** Messages whose files are to be uploaded, the failed ones not. */
export function unfinished(box: Outbox): Pending[] {
  return box.filter((pending) => pending.state === 'sending' && !isWhole(pending));
}

/** All its files are with the server. */
export function uploaded(box: Outbox, clientId: string, uploads: readonly string[]): Outbox {
  return change(box, clientId, (pending) => ({ ...pending, uploads }));
}

/** When to look again: the next repeat or the next timeout; null if nothing is waiting for time. */
export function nextDeadline(box: Outbox): number | null {
  const times = heads(box).filter(isWhole).map((head) => (head.sentAt === null ? head.retryAt : head.sentAt + ACK_TIMEOUT_MS));
  return times.length === 0 ? null : Math.min(...times);
}

export function started(box: Outbox, clientId: string, now: number): Outbox {
  return change(box, clientId, (pending) => ({ ...pending, sentAt: now, tries: pending.tries + 1, reason: null }));
}

/** The ack or the event came, whichever is first; the other finds nothing. A late one clears a failed message too. */
export function confirmed(box: Outbox, room: string, clientId: string): Outbox {
  const rest = box.filter((pending) => pending.clientId !== clientId || pending.room !== room);
  return rest.length === box.length ? box : rest;
}

export function refused(box: Outbox, clientId: string, error: WireError, now: number, wait: number): Outbox {
  const passes = error.retryAfterMs !== null || error.outcome === 'unknown' || PASSING.includes(error.code);
  const reason = error.retryAfterMs === null || error.message === '' ? null : error.message;
  return passes ? postponed(box, clientId, now + (error.retryAfterMs ?? wait), reason) : failed(box, clientId, error.message);
}

/** An exception: perhaps stored, perhaps not. Repeat with the same client id. */
export function postponed(box: Outbox, clientId: string, retryAt: number, reason: string | null = null): Outbox {
  return change(box, clientId, (pending) =>
    pending.state === 'failed' ? pending : { ...pending, sentAt: null, retryAt, reason },
  );
}

/** The connection went away: whatever was in flight is repeated on the next one, at once. */
export function disconnected(box: Outbox): Outbox {
  return box.some((pending) => pending.sentAt !== null && pending.state === 'sending')
    ? box.map((pending) => (pending.state === 'sending' ? { ...pending, sentAt: null } : pending))
    : box;
}

/** A failed message fails everything queued behind it in its room, so that the order survives. */
export function failed(box: Outbox, clientId: string, error: string | null): Outbox {
  const index = box.findIndex((pending) => pending.clientId === clientId);
  const first = box[index];
  if (first === undefined || first.state === 'failed') return box;
  return box.map((pending, at) =>
    at < index || pending.room !== first.room || pending.state === 'failed'
      ? pending
      : { ...pending, state: 'failed', sentAt: null, retryAt: 0, error: at === index ? error : null, reason: null },
  );
}

/** Ten seconds in flight without an answer: failed. The answer may still come, and then it counts. */
export function expired(box: Outbox, now: number): Outbox {
  return heads(box)
    .filter((head) => head.sentAt !== null && now - head.sentAt >= ACK_TIMEOUT_MS)
    .reduce((left, head) => failed(left, head.clientId, null), box);
}

/** Retry: all failed ones of the room, in the order written and with their own client ids. */
export function retried(box: Outbox, room: string): Outbox {
  return box.map((pending) =>
    pending.room === room && pending.state === 'failed'
      ? { ...pending, state: 'sending', sentAt: null, retryAt: 0, error: null, reason: null }
      : pending,
  );
}

export function discarded(box: Outbox, clientId: string): Outbox {
  return box.filter((pending) => pending.clientId !== clientId || pending.state !== 'failed');
}

export function inRoom(box: Outbox, room: string): Pending[] {
  return box.filter((pending) => pending.room === room);
}

function isWhole({ files, uploads }: Pending): boolean {
  return files === undefined || uploads !== undefined;
}

function heads(box: Outbox): Pending[] {
  const first = new Map<string, Pending>();
  for (const pending of box) {
    if (pending.state === 'sending' && !first.has(pending.room)) first.set(pending.room, pending);
  }
  return [...first.values()];
}

function change(box: Outbox, clientId: string, to: (pending: Pending) => Pending): Outbox {
  return box.map((pending) => (pending.clientId === clientId ? to(pending) : pending));
}

/** Where unsent messages outlive a reload. One record each, so that two tabs do not overwrite one another. */
export interface OutboxStore {
  load(): readonly Pending[] | Promise<readonly Pending[]>;
  put(pending: Pending): void;
  remove(clientId: string): void;
}

/** Writes what changed between two states of the box. */
export function persist(store: OutboxStore, before: Outbox, after: Outbox): void {
  const kept = new Map(after.map((pending) => [pending.clientId, pending]));
  const known = new Map(before.map((pending) => [pending.clientId, pending]));
  for (const id of known.keys()) if (!kept.has(id)) store.remove(id);
  for (const [id, pending] of kept) if (known.get(id)?.state !== pending.state || known.get(id)?.uploads !== pending.uploads) store.put(pending);
}
