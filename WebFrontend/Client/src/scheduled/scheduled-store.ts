import { signal } from '@preact/signals';
import type { ParleyRest, ScheduledMessage } from '@parley/client';
import { changed } from './scheduled-state.ts';

/** My messages for later, the next one first, the same on all devices. */
export class ScheduledStore {
  readonly messages = signal<readonly ScheduledMessage[]>([]);
  readonly #rest: ParleyRest;
  /** Counts what was told, so that an answer that is older does not undo it. */
  #told = 0;

  constructor(rest: ParleyRest) {
    this.#rest = rest;
  }

  /** All of them; what happened without a connection was not told. */
  async load(): Promise<void> {
    const told = this.#told;
    try {
      const messages = await this.#rest.scheduled();
      if (told !== this.#told) return await this.load();
      this.messages.value = messages;
    } catch {
      // the next connection asks again
    }
  }

  told(message: ScheduledMessage): void {
    this.#told++;
    this.messages.value = changed(this.messages.peek(), message);
  }
}
