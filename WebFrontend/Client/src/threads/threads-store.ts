import { computed, signal } from '@preact/signals';
import type { ParleyRest, RoomEvent, Thread, ThreadChange, ThreadMark } from '@parley/client';
import type { TimelineStore } from '../messages/timeline-store.ts';
import { eventsSeen, marked, merged, needsAsking, strangersIn } from './threads-state.ts';

/** News that come together are asked for once. */
const TOGETHER_MS = 300;
const MOST_STRANGERS = 1000;

/** The threads that I follow, the one with the newest message first, and what in them is new. */
export class ThreadsStore {
  /** Null: not loaded yet. */
  readonly threads = signal<readonly Thread[] | null>(null);
  readonly failed = signal(false);
  /** What the next page is asked for with; null: there is none. */
  readonly next = signal<string | null>(null);
  readonly unread = computed(() => (this.threads.value ?? []).reduce((sum, { unread }) => sum + unread, 0));
  readonly mentions = computed(() => (this.threads.value ?? []).reduce((sum, { mentions }) => sum + mentions, 0));
  readonly #rest: ParleyRest;
  readonly #me: string;
  readonly #open: () => Iterable<TimelineStore>;
  #waiting = false;
  #asked = 0;
  /** Threads that were asked for and are not mine. */
  readonly #strangers = new Set<string>();

  /** @param open The threads that are on the screen. */
  constructor(rest: ParleyRest, me: string, open: () => Iterable<TimelineStore>) {
    this.#rest = rest;
    this.#me = me;
    this.#open = open;
  }

  unreadOf(room: string, root: number): number {
    return this.threads.value?.find((one) => one.room === room && one.root.seq === root)?.unread ?? 0;
  }

  /** The first page anew, soon. */
  load(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => {
      this.#waiting = false;
      void this.#ask();
    }, TOGETHER_MS);
  }

  async more(): Promise<void> {
    const before = this.next.peek();
    if (before === null) return;
    const page = await this.#rest.threads({ before });
    this.threads.value = merged(this.threads.peek() ?? [], page.threads);
    this.next.value = page.next;
  }

  eventsArrived(room: string, events: readonly RoomEvent[]): void {
    const known = this.threads.peek();
    if (known === null) return;
    this.threads.value = eventsSeen(known, room, events, this.#me);
    // one that I do not follow is asked for once, not with each message in it
    const unknown = strangersIn(known, room, events).map((root) => `${room}/${root}`).filter((key) => !this.#strangers.has(key));
    for (const key of unknown) this.#strangers.add(key);
    if (unknown.length > 0 || needsAsking(known, room, events)) this.load();
  }

  /** I have read on, follow one more or one less, on whatever device. */
  told(change: ThreadChange): void {
    for (const store of this.#open()) {
      if (store.room !== change.room || store.thread !== change.thread) continue;
      store.stand.value = { readSeq: change.readSeq, follows: change.follows };
      store.readUpTo(change.readSeq);
    }
    const now = marked(this.threads.peek() ?? [], change);
    if (now === null) this.load();
    else if (this.threads.peek() !== null) this.threads.value = now;
  }

  /** Everything up to `seq`, the end of the thread, was under my eyes. */
  async markRead(room: string, root: number, seq: number): Promise<void> {
    for (const store of this.#open()) {
      const stand = store.room === room && store.thread === root ? store.stand.peek() : null;
      if (stand === null || !stand.follows || stand.readSeq >= seq) continue;
      store.stand.value = { ...stand, readSeq: seq };
      try {
        this.#know(await this.#rest.markThreadRead(room, root, seq));
      } catch {
        store.stand.value = stand; // said again with what comes next, or when it is opened again
      }
    }
  }

  async follow(room: string, root: number, on: boolean): Promise<void> {
    await this.#rest.followThread(room, root, on);
    for (const store of this.#open()) {
      const stand = store.stand.peek();
      if (store.room === room && store.thread === root && stand !== null) store.stand.value = { ...stand, follows: on };
    }
    this.load();
  }

  #know(mark: ThreadMark): void {
    const now = marked(this.threads.peek() ?? [], mark);
    if (now !== null && this.threads.peek() !== null) this.threads.value = now;
  }

  async #ask(): Promise<void> {
    const mine = ++this.#asked;
    try {
      const page = await this.#rest.threads();
      if (mine !== this.#asked) return;
      this.threads.value = page.threads;
      for (const { room: of, root } of page.threads) this.#strangers.delete(`${of}/${root.seq}`);
      if (this.#strangers.size > MOST_STRANGERS) this.#strangers.clear();
      this.next.value = page.next;
      this.failed.value = false;
    } catch {
      if (mine === this.#asked) this.failed.value = this.threads.peek() === null; // asked again with the next connection
    }
  }
}
