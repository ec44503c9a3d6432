// A room of messages for tests: random events as the server would let them through, and messages as the whole log makes them.

import { byCodePoints } from '../room-copy.ts';
import type { KnownEvent, LinkPreview, Message, MessagePage, NewPoll, Poll, Reaction, RoomEvent } from '../wire.ts';

const USERS = ['ann', 'bob', 'cat'];
const EMOJI = ['👍', '🎉', '❤️'];

/** Events without what the server adds. */
type Draft = KnownEvent extends infer Event ? (Event extends KnownEvent ? Omit<Event, 'seq' | 'at' | 'n'> : never) : never;

export class MessageRoom {
  readonly log: RoomEvent[] = [];
  readonly #random: () => number;
  readonly #votes = new Map<string, readonly number[]>();

  constructor(random: () => number) {
    this.#random = random;
  }

  /** One more event. */
  grow(): void {
    const target = this.#some(this.log.filter((event) => event.kind === 'messagePosted'))?.seq;
    const sender = this.#some(USERS)!;
    const text = `text ${this.log.length}`;
    const mentions = this.#random() < 0.3 ? { mentions: USERS.filter((user) => user !== sender) } : {};
    if (target === undefined || this.#random() < 0.3) {
      const root = target !== undefined && this.#random() < 0.4 && !('thread' in this.log[target - 1]!) ? { thread: target } : {};
      const poll = this.#random() < 0.3 ? { poll: { options: ['tea', 'coffee', 'milk'], multiple: this.#random() < 0.5, anonymous: this.#random() < 0.3 } } : {};
      const forward = this.#random() < 0.1 ? { forward: { room: 'other', seq: 7, sender: 'dan', at: 'at 7' } } : {};
      return this.#add({ kind: 'messagePosted', sender, text, clientId: `c${this.log.length}`, ...mentions, ...root, ...poll, ...forward });
    }
    const message = this.#message(target, sender);
    const emoji = this.#some(EMOJI)!;
    const isMine = message.reactions.some((one) => one.emoji === emoji && one.mine);
    if (isMine) return this.#add({ kind: 'reactionRemoved', sender, target, emoji });
    if (message.text === null) {
      if (this.#random() < 0.5) return this.#add({ kind: 'memberLeft', sender, user: sender });
      const was = this.#message(target, sender, this.log.length, true);
      const edits = was.editedAt === null ? {} : { edits: was.edits, editedAt: was.editedAt };
      const { poll, forward } = this.log[target - 1] as KnownEvent & { kind: 'messagePosted' };
      const more = { ...(poll === undefined ? {} : { poll }), ...(forward === undefined ? {} : { forward }) };
      return this.#add({ kind: 'messageRestored', sender, target, text: was.text!, mentions: was.mentions, ...edits, ...more });
    }
    const dice = this.#random();
    if (dice < 0.1) {
      for (const user of USERS) this.#votes.delete(`${target} ${user}`);
      return this.#add({ kind: 'messageDeleted', sender: message.sender, target });
    }
    if (dice < 0.3) return this.#add({ kind: 'messageEdited', sender: message.sender, target, text, ...mentions });
    if (dice < 0.37) return this.#add({ kind: 'previewsChanged', sender, target, previews: previewsAt(this.log.length) });
    if (dice < 0.45) return this.#add({ kind: message.pinned === null ? 'messagePinned' : 'messageUnpinned', sender, target });
    if (dice < 0.5) return this.#add({ kind: 'somethingNew', sender, target });
    if (message.poll !== null && dice < 0.9) return this.#vote(target, sender, message);
    this.#add({ kind: 'reactionAdded', sender, target, emoji });
  }

  /** A vote of whoever it is; of an anonymous poll the event has no sender, and the room keeps who it was. */
  #vote(target: number, sender: string, message: Message): void {
    const poll = message.poll!;
    if (poll.closed !== null) return this.#add({ kind: 'memberLeft', sender, user: sender });
    if (this.#random() < 0.1) return this.#add({ kind: 'pollClosed', sender, target });
    const was = this.#votes.get(`${target} ${sender}`) ?? [];
    const all = poll.options.map((_, at) => at).filter(() => this.#random() < 0.4);
    const choices = poll.multiple ? all : all.slice(0, 1);
    if (choices.join() === was.join()) return this.#add({ kind: 'memberLeft', sender, user: sender });
    this.#votes.set(`${target} ${sender}`, choices);
    this.#add({ kind: 'pollVoted', sender: poll.anonymous ? '' : sender, target, choices, ...(was.length > 0 ? { was } : {}) });
  }

  /** All messages from `first` to `last`, as they were when the log had `head` events. */
  page(first: number, last: number, head: number, me: string): MessagePage {
    const messages = this.log.slice(0, head).filter((event) => event.kind === 'messagePosted' && event.seq >= first && event.seq <= last);
    return { room: 'r', epoch: 'e', firstSeq: first, lastSeq: last, head, messages: messages.map(({ seq }) => this.#message(seq, me, head)) };
  }

  /** The events from `from` to `to` as the log gives them when it has `now` of them: of what was deleted by then there is no text. */
  events(from: number, to: number, now: number): RoomEvent[] {
    const before = this.log.slice(0, now);
    const gone = new Set<number>();
    for (const event of before) {
      if (event.kind === 'messageDeleted') gone.add(Number(aboutOf(event)));
      if (event.kind === 'messageRestored') gone.delete(Number(aboutOf(event)));
    }
    return this.log.slice(from - 1, to).map((event) => {
      if (event.kind === 'previewsChanged') {
        // of those of one message the newest alone say anything, and none that were there when it was deleted
        const ended = (other: RoomEvent): boolean => other.kind === event.kind || other.kind === 'messageDeleted';
        const isLast = !before.some((other) => ended(other) && other.seq > event.seq && aboutOf(other) === aboutOf(event));
        return isLast ? event : ({ ...event, previews: [] } as RoomEvent);
      }
      const about = event.kind === 'messagePosted' ? event.seq : event.kind === 'messageEdited' || event.kind === 'messageRestored' ? Number(aboutOf(event)) : 0;
      if (!gone.has(about)) return event;
      const { text: _, mentions: __, poll: ___, forward: ____, ...rest } = event as RoomEvent & { text?: string; mentions?: unknown; poll?: unknown; forward?: unknown };
      return { ...rest, deleted: true } as RoomEvent;
    });
  }

  #message(seq: number, me: string, head = this.log.length, asItWas = false): Message {
    const about = this.log.slice(0, head).filter((event) => aboutOf(event) === seq) as (KnownEvent & { target: number })[];
    const { sender, at, n, clientId, text, thread, mentions, poll, forward } = this.log[seq - 1] as KnownEvent & { kind: 'messagePosted' };
    const answers = this.log.slice(0, head).filter((event) => 'thread' in event && event.thread === seq);
    const replies = answers.length === 0 ? null : { count: answers.length, lastSeq: answers.at(-1)!.seq };
    const bare: Message = {
      seq,
      sender,
      at,
      n,
      clientId: clientId ?? null,
      thread: thread ?? null,
      replies,
      text: null,
      replyTo: null,
      edits: 0,
      editedAt: null,
      reactions: [],
      files: [],
      previews: [],
      pinned: null,
      mentions: [],
      everybody: null,
      poll: null,
      forward: null,
    };
    const last = about.findLast((event) => event.kind === 'messageDeleted' || event.kind === 'messageRestored');
    if (last?.kind === 'messageDeleted' && !asItWas) return bare;
    const edits = about.filter((event) => event.kind === 'messageEdited');
    const links = about.findLast((event) => event.kind === 'previewsChanged' || event.kind === 'messageEdited' || event.kind === 'messageDeleted');
    const pin = about.findLast(({ kind }) => kind === 'messagePinned' || kind === 'messageUnpinned' || kind === 'messageDeleted');
    return {
      ...bare,
      text: edits.at(-1)?.text ?? text ?? null,
      mentions: (edits.length > 0 ? edits.at(-1)!.mentions : mentions) ?? [],
      edits: edits.length,
      editedAt: edits.at(-1)?.at ?? null,
      reactions: reactionsOf(about, me),
      previews: links?.kind === 'previewsChanged' ? links.previews : [],
      poll: poll === undefined ? null : pollOf(poll, about.slice(about.findLastIndex((event) => event.kind === 'messageDeleted') + 1), me),
      forward: forward ?? null,
      pinned: pin?.kind === 'messagePinned' ? { seq: pin.seq, by: pin.sender } : null,
    };
  }

  #add(draft: Draft | { kind: 'somethingNew'; sender: string; target: number }): void {
    const seq = this.log.length + 1;
    const n = this.log.filter((event) => event.kind === 'messagePosted').length + (draft.kind === 'messagePosted' ? 1 : 0);
    this.log.push({ ...draft, seq, n, at: `at ${seq}` } as RoomEvent);
  }

  #some<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }
}

function aboutOf(event: RoomEvent): unknown {
  return 'target' in event ? event.target : undefined;
}

function previewsAt(at: number): LinkPreview[] {
  return at % 3 === 0 ? [] : [{ url: `https://a.example/${at}`, title: `title ${at}` }];
}

/** Counted by going through all votes. */
function pollOf(asked: NewPoll, about: readonly KnownEvent[], me: string): Poll {
  const votes = about.filter((event) => event.kind === 'pollVoted');
  const has = (event: (typeof votes)[number], at: number): boolean => event.choices.includes(at) && !(event.was ?? []).includes(at);
  const lost = (event: (typeof votes)[number], at: number): boolean => !event.choices.includes(at) && (event.was ?? []).includes(at);
  const options = asked.options.map((text, at) => {
    const count = votes.filter((event) => has(event, at)).length - votes.filter((event) => lost(event, at)).length;
    if (asked.anonymous === true) return { text, count, users: [], mine: false };
    const users: string[] = [];
    for (const event of votes) {
      if (has(event, at)) users.push(event.sender);
      if (lost(event, at)) users.splice(users.indexOf(event.sender), 1);
    }
    return { text, count, users, mine: users.includes(me) };
  });
  const came = votes.filter((event) => event.choices.length > 0 && (event.was ?? []).length === 0).length;
  const went = votes.filter((event) => event.choices.length === 0).length;
  const end = about.find((event) => event.kind === 'pollClosed');
  const closed = end === undefined ? null : { seq: end.seq, by: end.sender };
  return { options, multiple: asked.multiple === true, anonymous: asked.anonymous === true, voters: came - went, closed };
}

function reactionsOf(about: readonly KnownEvent[], me: string): Reaction[] {
  const users = new Map<string, string[]>();
  for (const event of about) {
    if (event.kind === 'messageDeleted') users.clear();
    if (event.kind === 'reactionAdded') users.set(event.emoji, [...(users.get(event.emoji) ?? []), event.sender]);
    if (event.kind === 'reactionRemoved') users.set(event.emoji, (users.get(event.emoji) ?? []).filter((user) => user !== event.sender));
  }
  return [...users]
    .filter(([, list]) => list.length > 0)
    .map(([emoji, list]) => ({ emoji, count: list.length, users: list, mine: list.includes(me) }))
    .toSorted((a, b) => byCodePoints(a.emoji, b.emoji));
}
