import { signal } from '@preact/signals';
import { readStored, storedKeys, writeStored } from '../ui/storage.ts';

/** What was typed and not sent, per room; survives a reload and the end of a session. */
export class DraftsStore {
  readonly drafts = signal<ReadonlyMap<string, string>>(new Map());
  readonly #prefix: string;

  constructor(userId: string) {
    this.#prefix = `parley.draft.${userId}.`;
    const found = new Map<string, string>();
    for (const key of storedKeys(this.#prefix)) found.set(key.slice(this.#prefix.length), readStored(key) ?? '');
    this.drafts.value = found;
  }

  get(room: string): string {
    return this.drafts.peek().get(room) ?? '';
  }

  set(room: string, text: string): void {
    if (text === this.get(room)) return;
    const next = new Map(this.drafts.peek());
    if (text.trim() === '') next.delete(room);
    else next.set(room, text);
    this.drafts.value = next;
    writeStored(this.#prefix + room, text.trim() === '' ? null : text);
  }
}
