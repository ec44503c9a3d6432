import { signal } from '@preact/signals';
import type { Forwarded, ParleyRest, RoomEvent } from '@parley/client';

const MOST = 200;

/** What the forwarded messages on the screen say, as I may see it. Asked for each time one comes into sight, for what one may see changes. */
export class ForwardsStore {
  /** By `room/seq` of the message that passes it on. Null: it cannot be asked for. */
  readonly said = signal<ReadonlyMap<string, Forwarded | null>>(new Map());
  readonly #rest: ParleyRest;
  readonly #asking = new Set<string>();

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  want(room: string, seq: number): void {
    const key = `${room}/${seq}`;
    if (this.#asking.has(key)) return;
    this.#asking.add(key);
    this.#rest
      .forwarded(room, seq)
      .then(
        (said) => this.#know(key, said),
        () => this.#know(key, this.said.peek().get(key) ?? null),
      )
      .finally(() => this.#asking.delete(key));
  }

  /** Where it came from, it may have been edited or deleted. */
  eventsArrived(room: string, events: readonly RoomEvent[]): void {
    const changed = new Set(events.filter(({ kind }) => kind === 'messageEdited' || kind === 'messageDeleted').map((event) => Number((event as { target?: unknown }).target)));
    if (changed.size === 0) return;
    for (const [key, said] of this.said.peek()) {
      if (said?.room === room && changed.has(said.seq)) this.want(key.slice(0, key.lastIndexOf('/')), Number(key.slice(key.lastIndexOf('/') + 1)));
    }
  }

  #know(key: string, said: Forwarded | null): void {
    const next = new Map(this.said.peek());
    next.delete(key);
    next.set(key, said);
    for (const oldest of next.keys()) {
      if (next.size <= MOST) break;
      next.delete(oldest);
    }
    this.said.value = next;
  }
}
