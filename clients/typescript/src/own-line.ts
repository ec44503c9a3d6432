// What is mine and the same on all my devices, kept in step by numbered changes. Pure: no connection, no clock.

import type { MyChange, MyNews, MyState } from './wire.ts';

export type OwnEffect =
  /** The whole state: it takes the place of what was known. */
  | { readonly do: 'state'; readonly state: MyState }
  | { readonly do: 'changes'; readonly changes: readonly MyChange[] }
  /** Something was missed: ask for the state. */
  | { readonly do: 'ask' };

/** Bounds what comes before the first answer; beyond it the answer is asked for again. */
const MAX_HELD = 100;

export class OwnLine {
  /** Null until the first answer, and while a new one is awaited. */
  #at: { readonly epoch: string; readonly version: number } | null = null;
  #held: MyNews[] = [];

  /** The connection is gone: whatever comes on the next one goes on from its own answer. */
  disconnected(): void {
    this.#at = null;
    this.#held = [];
  }

  answered(state: MyState): OwnEffect[] {
    this.#at = { epoch: state.epoch, version: state.version };
    const held = this.#held;
    this.#held = [];
    return [{ do: 'state', state }, ...held.flatMap((news) => this.news(news))];
  }

  news(news: MyNews): OwnEffect[] {
    const at = this.#at;
    if (at === null) {
      // Changes may overtake the answer.
      if (this.#held.length < MAX_HELD) this.#held.push(news);
      return [];
    }
    if (news.epoch !== at.epoch || news.after > at.version) {
      this.#at = null;
      return [{ do: 'ask' }];
    }
    if (news.version <= at.version) return [];
    this.#at = { epoch: at.epoch, version: news.version };
    return [{ do: 'changes', changes: news.changes }]; // they say how things are, so some may come twice
  }
}
