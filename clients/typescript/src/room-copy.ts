// Messages of a room as they are, kept right by its events. Pure.
//
// A copy holds all messages from `first` to `last` and has seen every event up to `head`. Pages are read at a head of their own, before
// or after the events that come over the socket: each message knows which events it has in it already, and the newest events are kept
// for pages that were read before them. So what a copy shows does not depend on the order in which pages and events came.

import { isKnown, type KnownEvent, type Message, type MessagePage, type NewPoll, type Poll, type PollOption, type Reaction, type RoomEvent } from './wire.ts';

/** Events kept for pages that were read before them. */
export const KEPT_EVENTS = 500;

type Held = { readonly message: Message; /** The head that it is true at. */ readonly asOf: number };

export type RoomCopy = {
  readonly epoch: string;
  /** Whose copy it is: user id. */
  readonly me: string;
  readonly first: number;
  readonly last: number;
  readonly head: number;
  readonly held: readonly Held[];
  readonly recent: readonly RoomEvent[];
};

export function copyOf(page: MessagePage, me: string): RoomCopy {
  const held = page.messages.map((message) => ({ message, asOf: page.head }));
  return { epoch: page.epoch, me, first: page.firstSeq, last: page.lastSeq, head: page.head, held, recent: [] };
}

/** The messages, oldest first. */
export function messagesOf(copy: RoomCopy): Message[] {
  return copy.held.map(({ message }) => message);
}

/** True while the copy ends at the live end and grows with it. */
export function isAtEnd(copy: RoomCopy): boolean {
  return copy.last >= copy.head;
}

/** The next events; those that the copy has seen are passed over. Null: some are missing before them; read a page anew. */
export function eventsApplied(copy: RoomCopy, events: readonly RoomEvent[]): RoomCopy | null {
  let now = copy;
  for (const event of events) {
    if (event.seq > now.head + 1) return null;
    if (event.seq > now.head) now = applied(now, event);
  }
  return now;
}

/**
 * A page that touches the copy at either end, or lies in it. Null: it cannot be put to it without a hole, or was read so long ago
 * that the events since are not kept any more; read it again.
 */
export function pageMerged(copy: RoomCopy, page: MessagePage): RoomCopy | null {
  if (page.epoch !== copy.epoch || page.lastSeq < copy.first - 1 || page.firstSeq > copy.last + 1) return null;
  const missed = copy.recent.filter((event) => event.seq > page.head);
  if (page.head < copy.head && missed[0]?.seq !== page.head + 1) return null;
  const has = new Map(copy.held.map((one) => [one.message.seq, one]));
  for (const message of page.messages) {
    const known = has.get(message.seq);
    if (known === undefined || known.asOf < page.head) {
      has.set(message.seq, missed.reduce((one, event) => after(one, event, copy.me), { message, asOf: page.head } as Held));
    }
  }
  const held = [...has.values()].toSorted((a, b) => a.message.seq - b.message.seq);
  return { ...copy, held, first: Math.min(copy.first, page.firstSeq), last: Math.max(copy.last, page.lastSeq) };
}

/** Keeps no more than so many messages at the end that matters; the other one can be read again. */
export function trimmed(copy: RoomCopy, most: number, keep: 'newest' | 'oldest'): RoomCopy {
  if (copy.held.length <= most) return copy;
  if (keep === 'newest') {
    const held = copy.held.slice(-most);
    return { ...copy, held, first: held[0]!.message.seq };
  }
  const held = copy.held.slice(0, most);
  return { ...copy, held, last: held.at(-1)!.message.seq };
}

function applied(copy: RoomCopy, event: RoomEvent): RoomCopy {
  const recent = [...copy.recent, event].slice(-KEPT_EVENTS);
  // a page that was read later may have it already
  const isNext = isAtEnd(copy) && event.seq > copy.last;
  const grown = { ...copy, head: event.seq, recent, last: isNext ? event.seq : copy.last };
  if (!isKnown(event)) return grown;
  const target = targetOf(event);
  const at = target === null ? -1 : copy.held.findIndex(({ message }) => message.seq === target);
  const held = at === -1 ? copy.held : copy.held.with(at, after(copy.held[at]!, event, copy.me));
  const isNew = isNext && event.kind === 'messagePosted';
  return { ...grown, held: isNew ? [...held, { message: posted(event), asOf: event.seq }] : held };
}

function after(held: Held, event: RoomEvent, me: string): Held {
  if (event.seq <= held.asOf || !isKnown(event) || targetOf(event) !== held.message.seq) return held;
  return { message: messageAfter(held.message, event, me), asOf: event.seq };
}

/** Seq of the message that the event is about, e.g. the root of the thread that it goes on with; null if it is about none. */
export function targetOf(event: KnownEvent): number | null {
  return event.kind === 'messagePosted' ? (event.thread ?? null) : 'target' in event ? event.target : null;
}

function posted(event: KnownEvent & { kind: 'messagePosted' }): Message {
  const { seq, sender, at, n, clientId } = event;
  const message = { ...NOTHING, seq, sender, at, n, clientId: clientId ?? null, thread: event.thread ?? null, replies: null };
  if (event.deleted === true) return message;
  return { ...message, ...said(event) };
}

type Said = Pick<Message, 'text' | 'replyTo' | 'mentions' | 'everybody' | 'files' | 'poll' | 'forward'>;

/** What a message says, as an event has it. A poll has no votes yet. */
function said({ text, replyTo, mentions, everybody, files, poll, forward }: KnownEvent & { kind: 'messagePosted' | 'messageRestored' }): Said {
  const words = { text: text ?? null, replyTo: replyTo ?? null, mentions: mentions ?? [], everybody: everybody ?? null, files: files ?? [] };
  return { ...words, poll: poll === undefined ? null : asked(poll), forward: forward ?? null };
}

function asked({ options, multiple, anonymous }: NewPoll): Poll {
  const none = options.map((text): PollOption => ({ text, count: 0, users: [], mine: false }));
  return { options: none, multiple: multiple === true, anonymous: anonymous === true, voters: 0, closed: null };
}

/** What is left of a deleted message, but for its place. */
const NOTHING = { text: null, replyTo: null, edits: 0, editedAt: null, reactions: [], files: [], pinned: null, mentions: [], everybody: null, poll: null, forward: null, previews: [] };

/** A message after an event about it. */
export function messageAfter(message: Message, event: KnownEvent, me: string): Message {
  if (event.kind === 'messagePosted') {
    return { ...message, replies: { count: (message.replies?.count ?? 0) + 1, lastSeq: event.seq } };
  }
  if (event.kind === 'messageRestored') return restored(message, event);
  if (message.text === null) return message;
  switch (event.kind) {
    case 'messageEdited':
      return edited(message, event);
    case 'messageDeleted':
      return { ...message, ...NOTHING };
    case 'previewsChanged':
      return { ...message, previews: event.previews };
    case 'messagePinned':
      return { ...message, pinned: { seq: event.seq, by: event.sender } };
    case 'messageUnpinned':
      return { ...message, pinned: null };
    case 'pollVoted':
      return message.poll === null ? message : { ...message, poll: voted(message.poll, event, me) };
    case 'pollClosed':
      return message.poll === null ? message : { ...message, poll: { ...message.poll, closed: { seq: event.seq, by: event.sender } } };
    case 'reactionAdded':
      return { ...message, reactions: reacted(message.reactions, event.emoji, event.sender, me) };
    case 'reactionRemoved':
      return { ...message, reactions: takenBack(message.reactions, event.emoji, event.sender, me) };
    default:
      return message;
  }
}

function restored(message: Message, event: KnownEvent & { kind: 'messageRestored' }): Message {
  if (event.deleted === true) return message; // erased in the log: the deletion that erased it is on its way
  return { ...message, ...NOTHING, ...said(event), edits: event.edits ?? 0, editedAt: event.editedAt ?? null };
}

function edited(message: Message, event: KnownEvent & { kind: 'messageEdited' }): Message {
  if (event.deleted === true) return message; // erased in the log: the deletion that erased it is on its way
  const { text, mentions, everybody, at } = event;
  return { ...message, text: text ?? null, mentions: mentions ?? [], everybody: everybody ?? null, previews: [], edits: message.edits + 1, editedAt: at };
}

function voted(poll: Poll, event: KnownEvent & { kind: 'pollVoted' }, me: string): Poll {
  const was = event.was ?? [];
  const options = poll.options.map((option, at) => {
    const [before, now] = [was.includes(at), event.choices.includes(at)];
    if (before === now) return option;
    const count = option.count + (now ? 1 : -1);
    if (poll.anonymous) return { ...option, count };
    const isMine = event.sender === me;
    if (before) return { ...option, count, users: option.users.filter((user) => user !== event.sender), mine: option.mine && !isMine };
    // as with reactions: behind a list that names not all, nobody is added
    const users = option.users.length === option.count ? [...option.users, event.sender] : option.users;
    return { ...option, count, users, mine: option.mine || isMine };
  });
  return { ...poll, options, voters: poll.voters + Math.sign(event.choices.length) - Math.sign(was.length) };
}

function reacted(reactions: readonly Reaction[], emoji: string, user: string, me: string): Reaction[] {
  const known = reactions.find((one) => one.emoji === emoji) ?? { emoji, count: 0, users: [], mine: false };
  // behind a list that names not all, nobody is added: there are others before
  const users = known.users.length === known.count ? [...known.users, user] : known.users;
  const changed = { emoji, count: known.count + 1, users, mine: known.mine || user === me };
  return [...reactions.filter((one) => one !== known), changed].toSorted((a, b) => byCodePoints(a.emoji, b.emoji));
}

function takenBack(reactions: readonly Reaction[], emoji: string, user: string, me: string): Reaction[] {
  return reactions
    .map((one) =>
      one.emoji === emoji
        ? { emoji, count: one.count - 1, users: one.users.filter((other) => other !== user), mine: one.mine && user !== me }
        : one,
    )
    .filter((one) => one.count > 0);
}

/** As the server sorts; `<` would compare halves of surrogate pairs. */
export function byCodePoints(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
