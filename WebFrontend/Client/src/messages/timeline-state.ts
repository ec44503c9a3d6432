// The part of a room's history that is on the screen: one unbroken run of numbers lo…hi, bounded in length. Pure.
//
// Edits and deletes are kept apart from the run (`changes`) and never trimmed: the run always grows from the newest end,
// so whoever loads an old message has seen every later change of it.

import { type EventPage, isKnown, type Message, type MessageFile, type RoomEvent, type ThreadPage } from '@parley/client';

const NO_FILES: readonly MessageFile[] = [];

export const MAX_ENTRIES = 260;

export type Entry = {
  readonly seq: number;
  /** `reply`: a message of a thread, where it lies on the line of the room. */
  readonly kind: 'message' | 'reply' | 'joined' | 'left' | 'created' | 'note';
  /** Who wrote it, or who joined or left. */
  readonly who: string;
  /** What a note is about. */
  readonly note: Note | null;
  readonly at: string;
  readonly n: number;
  readonly text: string | null;
  readonly clientId: string | null;
  /** Number of the message that it answers. */
  readonly replyTo: number | null;
  /** Number of the message whose thread it belongs to. */
  readonly thread: number | null;
  readonly files: readonly MessageFile[];
};

/** Something that somebody did to the room or its members. */
export type Note = {
  readonly what: 'kicked' | 'banned' | 'unbanned' | 'role' | 'title' | 'topic' | 'visibility' | 'slowMode' | 'history' | 'leavers' | 'retention' | 'deleted' | 'archived' | 'unarchived';
  readonly by: string;
  /** User id; empty if it is about the room. */
  readonly whom: string;
  /** The new role, title, topic …, as the wire says it. */
  readonly to: string;
};

/** The latest edit of a message; `text` null: deleted. `isBack`: it had been deleted, and was brought back since. */
export type Change = { readonly seq: number; readonly text: string | null; readonly at: string | null; readonly isBack?: boolean };

export type Timeline = {
  /** Number of the message whose thread this is; null: it is the line of the room. The numbers lo…hi are those of the room all the same. */
  readonly thread: number | null;
  readonly entries: readonly Entry[];
  readonly lo: number;
  readonly hi: number;
  /** True while the run ends at the live end and grows with it. */
  readonly tail: boolean;
  readonly atStart: boolean;
  readonly changes: ReadonlyMap<number, Change>;
};

/** All that there is from `lo` to `hi`, as it was when the room had `head` events. */
export type Run = { readonly events: readonly RoomEvent[]; readonly lo: number; readonly hi: number; readonly head: number; readonly atStart: boolean };

export function runOf(page: EventPage): Run {
  const lo = page.events[0]?.seq ?? page.lastSeq + 1;
  const atStart = page.events.length === 0 || lo <= Math.max(1, page.floor);
  return { events: page.events, lo, hi: page.events.at(-1)?.seq ?? page.lastSeq, head: page.lastSeq, atStart };
}

/** A thread begins with its root. */
export function runOfThread({ root, messages, firstSeq, lastSeq, head }: ThreadPage): Run {
  const atStart = firstSeq <= root.seq;
  return { events: [...(atStart ? [root] : []), ...messages].map(postedOf), lo: firstSeq, hi: lastSeq, head, atStart };
}

function postedOf({ seq, sender, at, n, clientId, text, replyTo, thread, files }: Message): RoomEvent {
  const event = { seq, sender, at, n, kind: 'messagePosted', ...(clientId === null ? {} : { clientId }), ...(thread === null ? {} : { thread }) };
  return text === null ? { ...event, deleted: true } : { ...event, text, files, ...(replyTo === null ? {} : { replyTo }) };
}

/** The newest page, on its own or after a reset. */
export function opened(run: Run, thread: number | null = null): Timeline {
  return {
    thread,
    entries: entriesOf(run.events, thread),
    lo: run.lo,
    hi: run.hi,
    tail: run.hi >= run.head,
    atStart: run.atStart,
    changes: changed(new Map(), run.events),
  };
}

/** A page that ends just below `lo`. The far end gives way. */
export function olderLoaded(timeline: Timeline, run: Run): Timeline {
  const events = run.events.filter((event) => event.seq < timeline.lo);
  const grown: Timeline = {
    ...timeline,
    entries: [...entriesOf(events, timeline.thread), ...timeline.entries],
    lo: Math.min(timeline.lo, run.lo),
    atStart: run.atStart,
    changes: changed(timeline.changes, events),
  };
  return trimEnd(grown);
}

/** A page that begins just above `hi`, after the newest end was trimmed. */
export function newerLoaded(timeline: Timeline, run: Run): Timeline {
  const grown = append(timeline, run.events.filter((event) => event.seq > timeline.hi));
  const hi = Math.max(grown.hi, run.hi);
  return trimStart({ ...grown, hi, tail: hi >= run.head });
}

/**
 * Events from the stream. At the live end they are appended, and the old end gives way if the reader is at the
 * bottom; a reader further up keeps what is under the eyes, and the run stops following instead.
 */
export function liveArrived(timeline: Timeline, events: readonly RoomEvent[], atBottom: boolean): Timeline {
  const fresh = events.filter((event) => event.seq > timeline.hi);
  if (fresh[0] === undefined) return timeline;
  if (!timeline.tail) return { ...timeline, changes: changed(timeline.changes, fresh) };
  if (fresh[0].seq !== timeline.hi + 1) {
    return { ...timeline, tail: false, changes: changed(timeline.changes, fresh) };
  }
  const grown = append(timeline, fresh);
  return atBottom ? trimStart(grown) : trimEnd(grown);
}

/** The text as it is now: null if deleted. */
export function textOf(timeline: Timeline, entry: Entry): string | null {
  const change = timeline.changes.get(entry.seq);
  return change === undefined || (entry.text === null && change.isBack !== true) ? entry.text : change.text;
}

/** My newest message that can still be edited. */
export function lastOwn(timeline: Timeline, me: string): { seq: number; text: string } | null {
  for (let at = timeline.entries.length - 1; at >= 0; at--) {
    const entry = timeline.entries[at]!;
    if (entry.kind !== 'message' || entry.who !== me) continue;
    const text = textOf(timeline, entry);
    if (text !== null) return { seq: entry.seq, text };
  }
  return null;
}

function append(timeline: Timeline, events: readonly RoomEvent[]): Timeline {
  return {
    ...timeline,
    entries: [...timeline.entries, ...entriesOf(events, timeline.thread)],
    hi: events.at(-1)?.seq ?? timeline.hi,
    changes: changed(timeline.changes, events),
  };
}

function trimEnd(timeline: Timeline): Timeline {
  if (timeline.entries.length <= MAX_ENTRIES) return timeline;
  const entries = timeline.entries.slice(0, MAX_ENTRIES);
  return { ...timeline, entries, hi: entries.at(-1)!.seq, tail: false };
}

function trimStart(timeline: Timeline): Timeline {
  if (timeline.entries.length <= MAX_ENTRIES) return timeline;
  const entries = timeline.entries.slice(-MAX_ENTRIES);
  return { ...timeline, entries, lo: entries[0]!.seq, atStart: false };
}

function entriesOf(events: readonly RoomEvent[], thread: number | null): Entry[] {
  const entries = events.map(entryOf).filter((entry) => entry !== null);
  if (thread === null) return entries;
  return entries.filter((entry) => entry.seq === thread || entry.thread === thread).map((entry) => ({ ...entry, kind: 'message' }));
}

function entryOf(event: RoomEvent): Entry | null {
  if (!isKnown(event)) return null;
  const { seq, at, n } = event;
  const base = { seq, at, n, text: null, clientId: null, note: null, replyTo: null, thread: null, files: NO_FILES };
  const noted = (what: Note['what'], whom = '', to = ''): Entry => ({ ...base, kind: 'note', who: event.sender, note: { what, by: event.sender, whom, to } });
  switch (event.kind) {
    case 'roomCreated':
      return { ...base, kind: 'created', who: event.sender };
    case 'memberJoined':
      return { ...base, kind: 'joined', who: event.user };
    case 'memberLeft':
      return { ...base, kind: 'left', who: event.user };
    case 'memberKicked':
      return noted('kicked', event.user);
    case 'memberBanned':
      return noted('banned', event.user);
    case 'memberUnbanned':
      return noted('unbanned', event.user);
    case 'roleChanged':
      return noted('role', event.user, event.role);
    case 'settingsChanged':
      if (event.title !== undefined) return noted('title', '', event.title);
      if (event.topic !== undefined) return noted('topic', '', event.topic);
      if (event.visibility !== undefined) return noted('visibility', '', event.visibility);
      if (event.slowMode !== undefined) return noted('slowMode', '', String(event.slowMode));
      if (event.history !== undefined) return noted('history', '', event.history);
      if (event.leavers !== undefined) return noted('leavers', '', event.leavers);
      return event.retention === undefined ? null : noted('retention', '', event.retention === null ? '' : String(event.retention));
    case 'roomArchived':
      return noted(event.deleted === true ? 'deleted' : 'archived');
    case 'roomUnarchived':
      return noted('unarchived');
    case 'messagePosted':
      return {
        ...base,
        kind: event.thread === undefined ? 'message' : 'reply',
        thread: event.thread ?? null,
        who: event.sender,
        text: event.deleted === true ? null : (event.text ?? null),
        clientId: event.clientId ?? null,
        replyTo: event.deleted === true ? null : (event.replyTo ?? null),
        files: event.deleted === true ? NO_FILES : (event.files ?? NO_FILES),
      };
    case 'inviteCreated':
    case 'inviteRevoked':
    case 'messageEdited':
    case 'messageDeleted':
    case 'messageRestored':
    case 'reactionAdded':
    case 'reactionRemoved':
    case 'messagePinned':
    case 'messageUnpinned':
    case 'previewsChanged':
    case 'pollVoted':
    case 'pollClosed':
      return null;
  }
}

function changed(changes: ReadonlyMap<number, Change>, events: readonly RoomEvent[]): ReadonlyMap<number, Change> {
  let next: Map<number, Change> | null = null;
  for (const event of events) {
    if (!isKnown(event) || (event.kind !== 'messageEdited' && event.kind !== 'messageDeleted' && event.kind !== 'messageRestored')) continue;
    next ??= new Map(changes);
    const known = next.get(event.target);
    if (known !== undefined && known.seq >= event.seq) continue;
    const text = event.kind !== 'messageDeleted' && event.deleted !== true ? (event.text ?? null) : null;
    const isBack = event.kind === 'messageRestored' || known?.isBack === true;
    const at = event.kind === 'messageRestored' ? (event.editedAt ?? null) : event.at;
    next.set(event.target, { seq: event.seq, text, at, ...(isBack ? { isBack } : {}) });
  }
  return next ?? changes;
}
