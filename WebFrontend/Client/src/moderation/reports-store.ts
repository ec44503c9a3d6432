import { signal } from '@preact/signals';
import { ModerationCalls, type ParleyRest } from '@parley/client';

type Counts = ReadonlyMap<string, number>;

/** How much waits for me in the rooms that I moderate and have looked at, or was told of. */
export class ReportsStore {
  /** Reports that nobody has settled. */
  readonly open = signal<Counts>(new Map());
  /** Messages that wait because of their words. */
  readonly held = signal<Counts>(new Map());
  readonly #rest: ParleyRest;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  /** Asks once for each room; from then on new ones are told. */
  async look(room: string): Promise<void> {
    try {
      this.told(room, (await this.#rest.reports(room)).filter(({ state }) => state === 'open').length);
      this.toldHeld(room, (await new ModerationCalls(this.#rest).held(room)).length);
    } catch {
      // no moderator any more, or no connection: nothing to say
    }
  }

  told(room: string, open: number): void {
    this.open.value = new Map(this.open.peek()).set(room, open);
  }

  toldHeld(room: string, held: number): void {
    this.held.value = new Map(this.held.peek()).set(room, held);
  }
}
