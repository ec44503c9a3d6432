import { signal } from '@preact/signals';
import { readStored, storedKeys, writeStored } from '../ui/storage.ts';

/** What was typed in threads and not sent. It stays in this browser. */
export class ThreadDrafts {
  readonly drafts = signal<ReadonlyMap<string, string>>(new Map());
  readonly #prefix: string;

  constructor(userId: string) {
    this.#prefix = `parley.thread.${userId}.`;
    this.drafts.value = new Map(storedKeys(this.#prefix).map((key) => [key.slice(this.#prefix.length), readStored(key) ?? '']));
  }

  set(room: string, thread: number, text: string): void {
    const key = `${room}/${thread}`;
    const next = new Map(this.drafts.peek());
    if (text.trim() === '') next.delete(key);
    else next.set(key, text);
    this.drafts.value = next;
    writeStored(this.#prefix + key, text.trim() === '' ? null : text);
  }
}
