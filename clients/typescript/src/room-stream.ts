// The events of one room, in order. Pure: inputs go in, effects come out; the driver does what they say.
//
// Invariant: between two resets the emitted numbers go up by exactly one, never twice, never backwards.
// `held` is only a cache of what came early; `head` is the highest number known to exist. Whatever is missing
// between `last` and `head` is fetched, so a held event may be dropped at any time without losing it.

import type { EventBatch, EventPage, Gap, RoomEvent, Subscribed, WireError } from './wire.ts';

/**
 * Where to begin. A number: everything after it. `now`: what comes from now on. `newest`: the newest run the
 * server gives, then live; what is older is history and the reader's own affair.
 */
export type StartAt = number | 'now' | 'newest';

export type ResetReason = 'epoch' | 'floor' | 'behind';

export type StreamEffect =
  | { readonly do: 'emit'; readonly events: readonly RoomEvent[] }
  /** Drop what you know of the room; the next event, if any, is `last + 1`. */
  | { readonly do: 'reset'; readonly reason: ResetReason; readonly last: number; readonly epoch: string }
  | { readonly do: 'subscribe' }
  | { readonly do: 'fetch'; readonly ticket: number; readonly after: number; readonly limit: number; readonly failures: number }
  | { readonly do: 'refused'; readonly error: WireError };

export type StreamOptions = {
  /** More missing events than this and the reader starts anew at the newest run instead of paging. */
  readonly maxCatchUp: number;
  readonly maxHeld: number;
  readonly pageSize: number;
};

const DEFAULTS: StreamOptions = { maxCatchUp: Number.POSITIVE_INFINITY, maxHeld: 2000, pageSize: 500 };

type Phase =
  /** no connection, or refused */
  | 'idle'
  /** the answer to Subscribe is on its way */
  | 'asking'
  | 'live'
  /** the subscription ended with `gap`; fetching up to the head before asking again */
  | 'gapped';

export class RoomStream {
  readonly room: string;
  readonly #options: StreamOptions;
  #start: StartAt;
  #phase: Phase = 'idle';
  #epoch: string | null;
  #last: number | null;
  #head = 0;
  #held = new Map<number, RoomEvent>();
  #early: EventBatch[] = [];
  #ticket = 0;
  #fetching: number | null = null;
  #failures = 0;

  constructor(room: string, start: StartAt, epoch?: string, options: Partial<StreamOptions> = {}) {
    this.room = room;
    this.#start = start;
    this.#epoch = epoch ?? null;
    this.#last = typeof start === 'number' ? start : null;
    this.#options = { ...DEFAULTS, ...options };
  }

  /** The number of the last emitted event; null before the first answer of a stream that began at `now` or `newest`. */
  get last(): number | null {
    return this.#last;
  }

  get epoch(): string | null {
    return this.#epoch;
  }

  get isLive(): boolean {
    return this.#phase === 'live';
  }

  /** What to ask the server for; the stream now waits for `answered` or `refused`. */
  ask(): { room: string; after: number | null; epoch?: string } {
    this.#phase = 'asking';
    this.#early = [];
    this.#cancelFetch();
    const after = this.#last ?? (this.#start === 'newest' ? 0 : null);
    return this.#epoch === null || this.#last === null
      ? { room: this.room, after }
      : { room: this.room, after, epoch: this.#epoch };
  }

  disconnected(): void {
    this.#phase = 'idle';
    this.#early = [];
    this.#cancelFetch();
  }

  answered(answer: Subscribed): StreamEffect[] {
    if (this.#phase !== 'asking') return [];
    const effects: StreamEffect[] = [];
    this.#phase = 'live';
    const beginning = answer.events[0] === undefined ? answer.lastSeq : answer.events[0].seq - 1;
    if (this.#epoch !== null && this.#epoch !== answer.epoch) {
      effects.push(this.#reset('epoch', beginning, answer.epoch));
    } else if (this.#last === null) {
      this.#last = this.#start === 'now' ? answer.lastSeq : beginning;
    } else if (beginning - this.#last > this.#options.maxCatchUp) {
      effects.push(this.#reset('behind', beginning, answer.epoch));
    }
    this.#epoch = answer.epoch;
    this.#head = Math.max(this.#head, answer.lastSeq);
    this.#hold(answer.events);
    effects.push(...this.#skipBelow(answer.floor));
    for (const batch of this.#early) if (batch.epoch === answer.epoch) this.#hold(batch.events);
    this.#early = [];
    effects.push(...this.#drain());
    return effects;
  }

  refused(error: WireError): StreamEffect[] {
    if (this.#phase !== 'asking') return [];
    this.disconnected();
    return [{ do: 'refused', error }];
  }

  live(batch: EventBatch): StreamEffect[] {
    if (this.#phase === 'asking') {
      this.#early.push(batch);
      return [];
    }
    if (this.#phase !== 'live') return []; // after `gap` or a lost connection the next answer covers it
    if (batch.epoch !== this.#epoch) return this.#askAgain();
    this.#hold(batch.events);
    return this.#drain();
  }

  gap(gap: Gap): StreamEffect[] {
    if (this.#phase !== 'live') return this.#phase === 'asking' ? this.#askAgain() : [];
    if (gap.epoch !== '' && gap.epoch !== this.#epoch) return this.#askAgain();
    this.#phase = 'gapped';
    this.#held.clear();
    this.#cancelFetch();
    return [this.#fetch()];
  }

  fetched(ticket: number, page: EventPage): StreamEffect[] {
    if (ticket !== this.#fetching || this.#last === null) return [];
    this.#fetching = null;
    if (page.epoch !== this.#epoch) return this.#askAgain();
    const before = this.#last;
    this.#head = Math.max(this.#head, page.lastSeq);
    const effects = this.#skipBelow(page.floor);
    this.#hold(page.events);
    effects.push(...this.#take());
    this.#failures = this.#last > before ? 0 : this.#failures + 1;
    if (this.#phase === 'gapped' && this.#last >= page.lastSeq) return [...effects, ...this.#askAgain()];
    if (this.#last < this.#head) effects.push(this.#fetch());
    return effects;
  }

  fetchFailed(ticket: number): StreamEffect[] {
    if (ticket !== this.#fetching) return [];
    this.#fetching = null;
    this.#failures += 1;
    return [this.#fetch()];
  }

  #hold(events: readonly RoomEvent[]): void {
    for (const event of events) {
      if (this.#last !== null && event.seq <= this.#last) continue;
      this.#head = Math.max(this.#head, event.seq);
      if (this.#held.size < this.#options.maxHeld || event.seq === (this.#last ?? 0) + 1) this.#held.set(event.seq, event);
    }
  }

  #take(): StreamEffect[] {
    const ready: RoomEvent[] = [];
    let last = this.#last ?? 0;
    for (let event = this.#held.get(last + 1); event !== undefined; event = this.#held.get(last + 1)) {
      ready.push(event);
      this.#held.delete(++last);
    }
    this.#last = last;
    return ready.length === 0 ? [] : [{ do: 'emit', events: ready }];
  }

  #drain(): StreamEffect[] {
    const effects = this.#take();
    if (this.#last! < this.#head && this.#fetching === null) effects.push(this.#fetch());
    return effects;
  }

  #fetch(): StreamEffect {
    const after = this.#last ?? 0;
    let upTo = this.#phase === 'gapped' ? after + this.#options.pageSize : this.#head;
    for (const seq of this.#held.keys()) upTo = Math.min(upTo, seq - 1);
    const limit = Math.max(1, Math.min(this.#options.pageSize, upTo - after));
    this.#fetching = ++this.#ticket;
    return { do: 'fetch', ticket: this.#ticket, after, limit, failures: this.#failures };
  }

  #cancelFetch(): void {
    this.#fetching = null;
    this.#failures = 0;
  }

  #askAgain(): StreamEffect[] {
    this.#phase = 'idle';
    this.#cancelFetch();
    return [{ do: 'subscribe' }];
  }

  #skipBelow(floor: number): StreamEffect[] {
    if (this.#last === null || floor === 0 || this.#last >= floor - 1) return [];
    return [this.#reset('floor', floor - 1, this.#epoch ?? '')];
  }

  #reset(reason: ResetReason, last: number, epoch: string): StreamEffect {
    this.#last = last;
    if (reason === 'epoch') this.#head = last;
    for (const seq of this.#held.keys()) if (reason === 'epoch' || seq <= last) this.#held.delete(seq);
    this.#cancelFetch();
    return { do: 'reset', reason, last, epoch };
  }
}
