import { signal } from '@preact/signals';
import type { ParleyClient } from '@parley/client';

/** How long a deletion can be taken back. Until then nobody else is told of it. */
export const UNDO_MS = 5000;

type Waiting = { readonly room: string; readonly seq: number; readonly timer: ReturnType<typeof setTimeout>; readonly failed: (error: unknown) => void };

/** Deletions that can still be taken back. Erasing is for ever, so the server hears of one only when its time is up, or the page is left. */
export class DeletionsStore {
  /** `room/seq` of the messages that are not shown any more. */
  readonly hidden = signal<ReadonlySet<string>>(new Set());
  readonly #client: ParleyClient;
  readonly #waiting = new Map<string, Waiting>();
  readonly #done = new Set<string>();

  constructor(client: ParleyClient) {
    this.#client = client;
  }

  /** Returns how to take it back and how to do it at once. */
  delete(room: string, seq: number, failed: (error: unknown) => void): { readonly undo: () => void; readonly now: () => void } {
    const key = `${room}/${seq}`;
    const now = (): void => this.#carryOut(key);
    this.#waiting.set(key, { room, seq, failed, timer: setTimeout(now, UNDO_MS) });
    this.#show();
    const undo = (): void => {
      clearTimeout(this.#waiting.get(key)?.timer);
      this.#waiting.delete(key);
      this.#show();
    };
    return { undo, now };
  }

  /** The page is about to go: what was deleted is deleted. */
  flush(): void {
    for (const key of this.#waiting.keys()) this.#carryOut(key);
  }

  #carryOut(key: string): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(key);
    this.#done.add(key); // stays hidden: the event that says so may come later than the answer
    // over REST, which a page that is being closed can still do
    this.#client.rest.delete(waiting.room, waiting.seq).catch((error: unknown) => {
      this.#done.delete(key);
      this.#show();
      waiting.failed(error);
    });
  }

  #show(): void {
    this.hidden.value = new Set([...this.#waiting.keys(), ...this.#done]);
  }
}
