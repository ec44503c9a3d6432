import { signal } from '@preact/signals';
import type { ParleyRest } from '@parley/client';

/** How many reports wait in the rooms that I moderate and have looked at, or was told of. */
export class ReportsStore {
  readonly open = signal<ReadonlyMap<string, number>>(new Map());
  readonly #rest: ParleyRest;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  /** Asks once for each room; from then on new ones are told. */
  async look(room: string): Promise<void> {
    try {
      this.told(room, (await this.#rest.reports(room)).filter(({ state }) => state === 'open').length);
    } catch {
      // no moderator any more, or no connection: nothing to say
    }
  }

  told(room: string, open: number): void {
    this.open.value = new Map(this.open.peek()).set(room, open);
  }
}
