import { signal } from '@preact/signals';
import { Problem, type ParleyClient, type RoomEvent } from '@parley/client';
import type { Confirming } from './rows-state.ts';
import { liveArrived, newerLoaded, olderLoaded, opened, type Timeline } from './timeline-state.ts';

const PAGE = 60;

/** A row, and how far below the upper edge it stood. */
export type Place = { readonly key: string; readonly px: number };

/** The history of one room on the screen: loads pages and takes the stream's events. */
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
  /** Where the reader was when they went elsewhere; null: at the end. */
  place: Place | null = null;
  readonly #client: ParleyClient;
  readonly #room: string;
  #early: RoomEvent[] = [];
  #loading: Promise<void> | null = null;
  #loadingNewer = false;
  #generation = 0;

  constructor(client: ParleyClient, room: string) {
    this.#client = client;
    this.#room = room;
  }

  /** Somebody comes: what they left here is kept, otherwise the newest is loaded. */
  async open(): Promise<void> {
    if (this.timeline.peek() === null || this.place === null) await this.latest();
  }

  /** Another device of mine, or I by a key, have read up to here: the line moves forward and never back. */
  readUpTo(seq: number): void {
    const line = this.newAfter.peek();
    if (line === null || seq <= line) return;
    const unread = this.timeline.peek()?.entries.some((entry) => entry.kind === 'message' && entry.seq > seq) === true;
    this.newAfter.value = unread ? seq : null;
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

  async #loadLatest(): Promise<void> {
    const generation = ++this.#generation;
    this.failed.value = false;
    this.#early = [];
    try {
      const page = await this.#client.rest.events(this.#room, { limit: PAGE });
      if (generation !== this.#generation) return;
      const changes = this.timeline.peek()?.changes;
      const fresh = opened(page);
      // later changes of old messages were seen by the run we leave; they stay true
      const kept = changes === undefined ? fresh : { ...fresh, changes: new Map([...changes, ...fresh.changes]) };
      this.timeline.value = liveArrived(kept, this.#early, true);
      this.#early = [];
    } catch (error) {
      if (generation !== this.#generation) return;
      if (!(error instanceof Problem) || error.status !== 401) this.failed.value = true;
    }
  }

  async older(): Promise<void> {
    const timeline = this.timeline.peek();
    if (timeline === null || timeline.atStart || this.loadingOlder.peek()) return;
    const generation = this.#generation;
    this.loadingOlder.value = true;
    try {
      const page = await this.#client.rest.events(this.#room, { before: timeline.lo, limit: PAGE });
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
      const page = await this.#client.rest.events(this.#room, { after: timeline.hi, limit: PAGE });
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
    this.place = null;
    this.confirming.value = [];
  }

  /** I wrote something: my own words belong at the end, and so does my view. */
  written(): void {
    this.newAfter.value = null;
    this.toEnd.value++;
    void this.latest();
  }

  sent(one: Confirming): void {
    const seen = this.#client.lastSeq(this.#room);
    if (seen === null || seen < one.seq) this.confirming.value = [...this.confirming.peek(), one];
  }
}

