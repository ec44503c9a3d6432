import { signal } from '@preact/signals';
import { isKnown, Problem, type ParleyClient, type RoomEvent } from '@parley/client';
import { eventsSeen, messageAt, noOverlay, pageSeen } from './overlay-state.ts';
import { type Pressed, pressedKey, toldOfPressed } from './reactions-state.ts';
import type { Confirming } from './rows-state.ts';
import { liveArrived, newerLoaded, olderLoaded, opened, type Run, runOf, runOfThread, textOf, type Timeline } from './timeline-state.ts';

const PAGE = 60;

/** What a message answers. Null: it was deleted. */
export type Parent = { readonly who: string; readonly text: string | null };

/** A row, and how far below the upper edge it stood. */
export type Place = { readonly key: string; readonly px: number };

/** The history of one room, or of one thread in it, on the screen: loads pages and takes the stream's events. */
export class TimelineStore {
  readonly timeline = signal<Timeline | null>(null);
  readonly failed = signal(false);
  readonly loadingOlder = signal(false);
  readonly confirming = signal<readonly Confirming[]>([]);
  /** Counted up when the view should go to the end. */
  readonly toEnd = signal(0);
  /** Set by the view: whether the reader is at the bottom. */
  atBottom = true;
  /** The line “New messages” stands above what comes after this number; null: no line. */
  readonly newAfter = signal<number | null>(null);
  /** I said that I have not read this: looking at it is not reading until I come again. */
  heldUnread = false;
  /** Where the reader was when they went elsewhere; null: at the end. */
  place: Place | null = null;
  /** The messages of the pages that were loaded, as they are now. */
  readonly overlay = signal(noOverlay);
  /** Reactions of mine that the server has not told of yet. */
  readonly pressed = signal<Pressed>(new Map());
  /** What messages answer, by its number. */
  readonly parents = signal<ReadonlyMap<number, Parent>>(new Map());
  /** The message that the view should show; asked for once more, it is counted up. */
  readonly target = signal<{ readonly seq: number; readonly asked: number } | null>(null);
  /** How I stand to the thread, as of the last page; null: this is no thread, or nothing is known yet. */
  readonly stand = signal<{ readonly readSeq: number; readonly follows: boolean } | null>(null);
  /** Number of the message whose thread it is; null: the line of the room. */
  readonly thread: number | null;
  readonly room: string;
  readonly #client: ParleyClient;
  readonly #me: string;
  readonly #wanted = new Set<number>();
  #early: RoomEvent[] = [];
  #loading: Promise<void> | null = null;
  #loadingNewer = false;
  #generation = 0;

  constructor(client: ParleyClient, room: string, me: string, thread: number | null = null) {
    this.thread = thread;
    this.#client = client;
    this.room = room;
    this.#me = me;
  }

  /** Presses or takes back a reaction; it shows at once. */
  async react(seq: number, emoji: string, on: boolean): Promise<void> {
    const key = pressedKey(seq, emoji);
    this.pressed.value = new Map(this.pressed.peek()).set(key, on);
    try {
      await this.#client.react(this.room, seq, emoji, on);
    } catch (error) {
      const left = new Map(this.pressed.peek());
      left.delete(key);
      this.pressed.value = left;
      throw error;
    }
  }

  /** What a message on the screen answers is needed, from wherever it is. */
  wantParent(seq: number): void {
    if (this.parents.peek().has(seq) || this.#wanted.has(seq)) return;
    this.#wanted.add(seq);
    const timeline = this.timeline.peek();
    const entry = timeline?.entries.find((one) => one.seq === seq);
    const known = messageAt(this.overlay.peek(), seq);
    if (known !== null) return this.#parent(seq, { who: known.sender, text: known.text });
    if (timeline !== null && entry !== undefined) return this.#parent(seq, { who: entry.who, text: textOf(timeline, entry) });
    this.#client.rest.message(this.room, seq).then(
      ({ sender, text }) => this.#parent(seq, { who: sender, text }),
      () => this.#wanted.delete(seq), // asked for again when it is on the screen again
    );
  }

  #parent(seq: number, parent: Parent): void {
    this.parents.value = new Map(this.parents.peek()).set(seq, parent);
  }

  #parentsChanged(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (!isKnown(event) || (event.kind !== 'messageEdited' && event.kind !== 'messageDeleted' && event.kind !== 'messageRestored')) continue;
      const known = this.parents.peek().get(event.target);
      if (known !== undefined) this.#parent(event.target, { ...known, text: event.kind === 'messageDeleted' ? null : (event.text ?? null) });
    }
  }

  /** Somebody comes: what they left here is kept, otherwise the newest is loaded. */
  async open(): Promise<void> {
    if (this.timeline.peek() === null || this.place === null) await this.latest();
  }

  /** Another device of mine, or I by a key, have read up to here: the line moves forward and never back. */
  readUpTo(seq: number): void {
    const line = this.newAfter.peek();
    if (line === null || seq <= line) return;
    const unread = this.timeline.peek()?.entries.some((entry) => (entry.kind === 'message' || entry.kind === 'reply') && entry.seq > seq) === true;
    this.newAfter.value = unread ? seq : null;
  }

  /** A message and all after it are unread again. */
  unreadFrom(seq: number): void {
    this.heldUnread = true;
    this.newAfter.value = seq - 1;
  }

  /** Shows the newest page, unless the newest is what is shown. */
  async latest(): Promise<void> {
    if (this.timeline.peek()?.tail === true) return;
    if (this.#loading === null) {
      const loading = this.#loadLatest().finally(() => {
        if (this.#loading === loading) this.#loading = null;
      });
      this.#loading = loading;
    }
    await this.#loading;
  }

  /** Goes to a message, wherever in the history: what is around it takes the place of what is shown, unless it is there already. */
  async show(seq: number): Promise<void> {
    this.target.value = { seq, asked: (this.target.peek()?.asked ?? 0) + 1 };
    const shown = this.timeline.peek();
    if (shown === null || seq < shown.lo || seq > shown.hi) {
      const loading = this.#loadAround({ before: seq + PAGE / 2 + 1 }).finally(() => {
        if (this.#loading === loading) this.#loading = null;
      });
      this.#loading = loading;
      await loading;
    }
  }

  /** Number of the message whose thread a message is in that lies on this line; null: in none, or it is not here. */
  threadOf(seq: number): number | null {
    return this.timeline.peek()?.entries.find((entry) => entry.seq === seq)?.thread ?? null;
  }

  async #loadLatest(): Promise<void> {
    await this.#loadAround({});
  }

  async #loadAround(ask: { before?: number }): Promise<void> {
    const generation = ++this.#generation;
    this.failed.value = false;
    this.#early = [];
    try {
      const page = await this.#page(ask);
      if (generation !== this.#generation) return;
      this.#line(page);
      const changes = this.timeline.peek()?.changes;
      const fresh = opened(page, this.thread);
      // later changes of old messages were seen by the run we leave; they stay true
      const kept = changes === undefined ? fresh : { ...fresh, changes: new Map([...changes, ...fresh.changes]) };
      this.timeline.value = liveArrived(kept, this.#early, true);
      this.#early = [];
    } catch (error) {
      if (generation !== this.#generation) return;
      if (!(error instanceof Problem) || error.status !== 401) this.failed.value = true;
    }
  }

  /** Where reading goes on in a thread that I follow; in a room that is known before. */
  #line({ events }: Run): void {
    const stand = this.stand.peek();
    if (stand === null || this.timeline.peek() !== null || !stand.follows) return;
    const read = Math.max(stand.readSeq, this.thread!);
    this.newAfter.value = events.some((event) => event.seq > read && event.sender !== this.#me) ? read : null;
  }

  /** A page of events, and the messages in it as they are now. */
  async #page(ask: { before?: number; after?: number }): Promise<Run> {
    const { rest } = this.#client;
    if (this.thread !== null) {
      const page = await rest.thread(this.room, this.thread, { ...ask, limit: PAGE });
      this.overlay.value = pageSeen(this.overlay.peek(), { ...page, messages: [page.root, ...page.messages] }, this.#me);
      this.stand.value = { readSeq: page.readSeq, follows: page.follows };
      return runOfThread(page);
    }
    const [page, messages] = await Promise.all([rest.events(this.room, { ...ask, limit: PAGE }), rest.messages(this.room, { ...ask, limit: PAGE })]);
    this.overlay.value = pageSeen(this.overlay.peek(), messages, this.#me);
    return runOf(page);
  }

  async older(): Promise<void> {
    const timeline = this.timeline.peek();
    if (timeline === null || timeline.atStart || this.loadingOlder.peek()) return;
    const generation = this.#generation;
    this.loadingOlder.value = true;
    try {
      const page = await this.#page({ before: timeline.lo });
      const now = this.timeline.peek();
      if (generation === this.#generation && now !== null && now.lo === timeline.lo) {
        this.timeline.value = olderLoaded(now, page);
      }
    } catch {
      // scrolling on tries again
    } finally {
      this.loadingOlder.value = false;
    }
  }

  async newer(): Promise<void> {
    const timeline = this.timeline.peek();
    if (timeline === null || timeline.tail || this.#loadingNewer) return;
    const generation = this.#generation;
    this.#loadingNewer = true;
    try {
      const page = await this.#page({ after: timeline.hi });
      const now = this.timeline.peek();
      if (generation === this.#generation && now !== null && now.hi === timeline.hi) {
        this.timeline.value = newerLoaded(now, page);
      }
    } catch {
      // scrolling on tries again
    } finally {
      this.#loadingNewer = false;
    }
  }

  eventsArrived(events: readonly RoomEvent[]): void {
    this.overlay.value = eventsSeen(this.overlay.peek(), events, this.#me);
    this.pressed.value = toldOfPressed(this.pressed.peek(), events, this.#me);
    this.#parentsChanged(events);
    const timeline = this.timeline.peek();
    if (this.#loading !== null) this.#early.push(...events);
    if (timeline !== null) this.timeline.value = liveArrived(timeline, events, this.atBottom);
    const last = events.at(-1)?.seq ?? 0;
    const waiting = this.confirming.peek().filter((one) => one.seq > last);
    if (waiting.length !== this.confirming.peek().length) this.confirming.value = waiting;
    if (this.timeline.peek()?.tail === false && this.atBottom) void this.newer();
  }

  /** What was loaded is void. */
  reset(): void {
    this.#generation++;
    this.#loading = null;
    this.timeline.value = null;
    this.overlay.value = noOverlay;
    this.parents.value = new Map();
    this.#wanted.clear();
    this.place = null;
    this.confirming.value = [];
  }

  /** I wrote something: my own words belong at the end, and so does my view. */
  written(): void {
    this.heldUnread = false;
    this.newAfter.value = null;
    this.toEnd.value++;
    void this.latest();
  }

  sent(one: Confirming): void {
    const seen = this.#client.lastSeq(this.room);
    if (seen === null || seen < one.seq) this.confirming.value = [...this.confirming.peek(), one];
  }
}

