// What the list shows, line by line, from the history and what I am sending. Pure.

import type { ForwardedFrom, LinkPreview, MessageFile, Pending, PendingFile, Poll, Reaction } from '@parley/client';
import { messageAt, type Overlay } from './overlay-state.ts';
import { type Pressed, reactionsNow } from './reactions-state.ts';
import { type Entry, type Note, textOf, type Timeline } from './timeline-state.ts';

const NONE: readonly Reaction[] = [];
const NO_FILES: readonly MessageFile[] = [];
const NO_PREVIEWS: readonly LinkPreview[] = [];
const NOTHING_PENDING: readonly PendingFile[] = [];

export const GROUP_MS = 5 * 60_000;

export type MessageRow = {
  readonly kind: 'message';
  readonly key: string;
  /** Null while the server has not numbered it. */
  readonly seq: number | null;
  readonly who: string;
  readonly at: Date;
  readonly text: string | null;
  readonly editedAt: Date | null;
  readonly replyTo: number | null;
  readonly reactions: readonly Reaction[];
  /** Who pinned it; null: nobody. */
  readonly pinnedBy: string | null;
  /** Messages ever posted in the thread that it is the root of. */
  readonly replies: number;
  readonly poll: Poll | null;
  /** The message that it passes on. */
  readonly forward: ForwardedFrom | null;
  readonly files: readonly MessageFile[];
  readonly previews: readonly LinkPreview[];
  /** Files of one that is not sent yet. */
  readonly pendingFiles: readonly PendingFile[];
  /** False if it continues the message above: same author, within five minutes. */
  readonly head: boolean;
  readonly newDay: boolean;
  readonly newLine: boolean;
  readonly state: 'sent' | 'sending' | 'failed';
  readonly error: string | null;
  /** Why it is not sent yet and until when, if the server asked for patience. */
  readonly waits: { readonly reason: string; readonly until: number } | null;
};

/** Messages of one thread that lie one behind the other on the line of the room. */
export type ThreadRow = {
  readonly kind: 'thread';
  readonly key: string;
  /** Of the first. */
  readonly seq: number;
  /** Number of the message that the thread began with. */
  readonly root: number;
  /** Of the last. */
  readonly at: Date;
  readonly newDay: boolean;
  readonly newLine: boolean;
  readonly count: number;
  /** Who wrote them, the last one first. */
  readonly who: readonly string[];
  /** What the last of them says; null: it was deleted. */
  readonly text: string | null;
  readonly lastSeq: number;
};

export type MembershipRow = {
  readonly kind: 'membership';
  readonly key: string;
  readonly seq: number;
  readonly at: Date;
  readonly newDay: boolean;
  readonly newLine: boolean;
  readonly created: string | null;
  readonly joined: readonly string[];
  readonly left: readonly string[];
};

export type NoteRow = {
  readonly kind: 'note';
  readonly key: string;
  readonly seq: number;
  readonly at: Date;
  readonly newDay: boolean;
  readonly newLine: boolean;
  readonly note: Note;
};

export type Row = MessageRow | ThreadRow | MembershipRow | NoteRow;

/** Acknowledged, but its event is still on the way: shown as sent, so that nothing flickers. */
export type Confirming = { readonly clientId: string; readonly text: string; readonly seq: number; readonly at: string; readonly replyTo?: number };

export type RowsInput = {
  readonly timeline: Timeline;
  readonly overlay: Overlay;
  readonly pressed: Pressed;
  readonly confirming: readonly Confirming[];
  readonly pending: readonly Pending[];
  readonly me: string;
  /** The line “New messages” goes above the first message after this number; null: no line. */
  readonly newAfter: number | null;
};

export function rowsOf({ timeline, overlay, pressed, confirming, pending, me, newAfter }: RowsInput): Row[] {
  const rows: Row[] = [];
  let lineDone = newAfter === null || timeline.lo > newAfter + 1;
  for (const entry of timeline.entries) {
    const newLine: boolean = !lineDone && (entry.kind === 'message' || entry.kind === 'reply') && entry.seq > newAfter! && entry.who !== me;
    lineDone ||= newLine;
    if (entry.kind === 'message') add(rows, messageOf(timeline, overlay, pressed, entry, me, newLine));
    else if (entry.kind === 'reply') add(rows, replyOf(timeline, overlay, entry, newLine));
    else add(rows, entry.note === null ? membershipOf(entry) : noteOf(entry, entry.note));
  }
  if (!timeline.tail) return rows;
  for (const { clientId, text, seq, at, replyTo } of confirming) {
    if (seq > timeline.hi) add(rows, mineOf(me, clientId, text, new Date(at), 'sent', null, replyTo ?? null));
  }
  for (const { clientId, text, createdAt, state, error, retryAt, reason, replyTo, files } of pending) {
    const waits = state === 'sending' && reason !== null ? { reason, until: retryAt } : null;
    add(rows, { ...mineOf(me, clientId, text, new Date(createdAt), state, error, replyTo ?? null), waits, pendingFiles: files ?? NOTHING_PENDING });
  }
  return rows;
}

/** The rows anew, but the same objects where nothing changed: those need not be drawn again. */
export function sharing(before: readonly Row[], rows: Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return rows.map((row) => {
    const old = known.get(row.key);
    return old !== undefined && same(old, row) ? old : row;
  });
}

function same(a: Row, b: Row): boolean {
  const other = new Map<string, unknown>(Object.entries(b));
  return Object.entries(a).every(([field, value]) => sameValue(value, other.get(field)));
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (isReaction(a) && isReaction(b)) return a.emoji === b.emoji && a.count === b.count && a.mine === b.mine && sameValue(a.users, b.users);
  if (isWait(a) && isWait(b)) return a.reason === b.reason && a.until === b.until;
  if (isNote(a) && isNote(b)) return a.what === b.what && a.by === b.by && a.whom === b.whom && a.to === b.to;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => sameValue(item, b[at]));
  return a === b;
}

function isReaction(value: unknown): value is Reaction {
  return typeof value === 'object' && value !== null && 'emoji' in value;
}

function isWait(value: unknown): value is { reason: string; until: number } {
  return typeof value === 'object' && value !== null && 'until' in value;
}

function isNote(value: unknown): value is Note {
  return typeof value === 'object' && value !== null && 'what' in value;
}

function messageOf(timeline: Timeline, overlay: Overlay, pressed: Pressed, entry: Entry, me: string, newLine: boolean): MessageRow {
  const now = messageAt(overlay, entry.seq);
  const text = now === null ? textOf(timeline, entry) : now.text;
  const editedAt = now === null ? timeline.changes.get(entry.seq)?.at : now.editedAt;
  return {
    kind: 'message',
    // my own keep the key they had while being sent, so that they are confirmed in place
    key: entry.who === me && entry.clientId !== null ? `c${entry.clientId}` : `s${entry.seq}`,
    seq: entry.seq,
    who: entry.who,
    at: new Date(entry.at),
    text,
    editedAt: editedAt != null && text !== null ? new Date(editedAt) : null,
    replyTo: text === null ? null : entry.replyTo,
    files: text === null ? NO_FILES : entry.files,
    previews: now?.previews ?? NO_PREVIEWS,
    pendingFiles: NOTHING_PENDING,
    pinnedBy: text === null ? null : (now?.pinned?.by ?? null),
    replies: now?.replies?.count ?? 0,
    poll: now?.poll ?? null,
    forward: now?.forward ?? null,
    reactions: text === null ? NONE : reactionsNow(now?.reactions ?? NONE, pressed, entry.seq, me),
    head: true,
    newDay: false,
    newLine,
    state: 'sent',
    error: null,
    waits: null,
  };
}

function replyOf(timeline: Timeline, overlay: Overlay, entry: Entry, newLine: boolean): ThreadRow {
  const { seq, at, who, files } = entry;
  const now = messageAt(overlay, seq);
  const words = now === null ? textOf(timeline, entry) : now.text;
  const text = words === '' ? files.map(({ name }) => name).join(', ') : words;
  return { kind: 'thread', key: `s${seq}`, seq, root: entry.thread!, at: new Date(at), newDay: false, newLine, count: 1, who: [who], text, lastSeq: seq };
}

function mineOf(
  me: string,
  clientId: string,
  text: string,
  at: Date,
  state: MessageRow['state'],
  error: string | null,
  replyTo: number | null,
): MessageRow {
  const nothing = { seq: null, editedAt: null, replyTo, pinnedBy: null, replies: 0, poll: null, forward: null, reactions: NONE, files: NO_FILES, previews: NO_PREVIEWS, pendingFiles: NOTHING_PENDING, head: true, newDay: false, newLine: false, waits: null };
  return { kind: 'message', key: `c${clientId}`, who: me, at, text, state, error, ...nothing };
}

function membershipOf(entry: Entry): MembershipRow {
  return {
    kind: 'membership',
    key: `s${entry.seq}`,
    seq: entry.seq,
    at: new Date(entry.at),
    newDay: false,
    newLine: false,
    created: entry.kind === 'created' ? entry.who : null,
    joined: entry.kind === 'joined' ? [entry.who] : [],
    left: entry.kind === 'left' ? [entry.who] : [],
  };
}

function noteOf({ seq, at }: Entry, note: Note): NoteRow {
  return { kind: 'note', key: `s${seq}`, seq, at: new Date(at), newDay: false, newLine: false, note };
}

function add(rows: Row[], row: Row): void {
  const above = rows.at(-1);
  const newDay = above === undefined || !sameDay(above.at, row.at);
  if (row.kind === 'message') {
    const continues =
      !newDay &&
      !row.newLine &&
      row.replyTo === null &&
      row.pinnedBy === null &&
      above.kind === 'message' &&
      above.who === row.who &&
      above.text !== null &&
      row.at.getTime() - above.at.getTime() < GROUP_MS;
    rows.push({ ...row, newDay, head: !continues });
  } else if (row.kind === 'membership' && !newDay && above.kind === 'membership') {
    rows[rows.length - 1] = collapsed(above, row);
  } else if (row.kind === 'thread' && !newDay && !row.newLine && above.kind === 'thread' && above.root === row.root) {
    const { at, text, lastSeq } = row;
    rows[rows.length - 1] = { ...above, at, text, lastSeq, count: above.count + 1, who: [...new Set([...row.who, ...above.who])] };
  } else {
    rows.push({ ...row, newDay });
  }
}

/** Comings and goings in a row are one line; who came and went again is not worth a word. */
function collapsed(above: MembershipRow, row: MembershipRow): MembershipRow {
  let joined = [...above.joined];
  let gone = [...above.left];
  for (const who of row.joined) {
    if (gone.includes(who)) gone = gone.filter((other) => other !== who);
    else if (!joined.includes(who)) joined.push(who);
  }
  for (const who of row.left) {
    if (joined.includes(who)) joined = joined.filter((other) => other !== who);
    else if (!gone.includes(who)) gone.push(who);
  }
  const created = above.created ?? row.created;
  return { ...above, created, joined: joined.filter((who) => who !== created), left: gone };
}

function sameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}
