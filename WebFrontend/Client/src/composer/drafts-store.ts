import { signal } from '@preact/signals';
import type { Draft, ParleyRest } from '@parley/client';
import { readStored, storedKeys, writeStored } from '../ui/storage.ts';

/** Somebody who types on is not done. */
const PAUSE_MS = 1000;

/** What was typed and not sent, per room: here at once, so that it survives a reload, and on the server soon after, for the other devices. */
export class DraftsStore {
  readonly drafts = signal<ReadonlyMap<string, string>>(new Map());
  readonly #prefix: string;
  readonly #rest: ParleyRest;
  /** Version of what the server has, by room. */
  readonly #versions = new Map<string, number>();
  /** Rooms whose text here the server does not have yet: what it says of them is older. */
  readonly #unsaved = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(userId: string, rest: ParleyRest) {
    this.#prefix = `parley.draft.${userId}.`;
    this.#rest = rest;
    const found = new Map<string, string>();
    for (const key of storedKeys(this.#prefix)) found.set(key.slice(this.#prefix.length), readStored(key) ?? '');
    this.drafts.value = found;
  }

  get(room: string): string {
    return this.drafts.peek().get(room) ?? '';
  }

  set(room: string, text: string): void {
    if (text === this.get(room)) return;
    this.#keep(room, text);
    clearTimeout(this.#unsaved.get(room));
    this.#unsaved.set(room, setTimeout(() => void this.#save(room), PAUSE_MS));
  }

  /** It is being sent: gone from here, and the version that the server drops together with the message. */
  take(room: string): number | undefined {
    clearTimeout(this.#unsaved.get(room));
    this.#unsaved.delete(room);
    this.#keep(room, '');
    return this.#versions.get(room);
  }

  /** All drafts that the server has; what is here and not there, and not on its way, was sent or thrown away elsewhere. */
  know(drafts: readonly Draft[]): void {
    const there = new Set(drafts.map(({ room }) => room));
    for (const room of this.#unsaved.keys()) void this.#save(room); // what could not be said without a connection
    for (const draft of drafts) this.told(draft);
    for (const room of this.drafts.peek().keys()) {
      if (there.has(room) || this.#unsaved.has(room)) continue;
      if (this.#versions.has(room)) this.#keep(room, '');
      else void this.#save(room); // from before the server kept drafts, or while there was no connection
    }
  }

  told({ room, text, version }: Draft): void {
    if (version <= (this.#versions.get(room) ?? -1)) return;
    this.#versions.set(room, version);
    if (!this.#unsaved.has(room)) this.#keep(room, text);
  }

  dropped(room: string, version: number): void {
    if (version < (this.#versions.get(room) ?? 0) || this.#unsaved.has(room)) return;
    this.#keep(room, '');
  }

  async #save(room: string): Promise<void> {
    const text = this.get(room);
    try {
      if (text !== '') this.#versions.set(room, (await this.#rest.saveDraft(room, { text })).version);
      else if (this.#versions.has(room)) await this.#rest.dropDraft(room, this.#versions.get(room));
    } catch {
      // it is here; the next word, or the next connection, tries again
    }
    if (this.get(room) === text) this.#unsaved.delete(room);
    else if (this.get(room) === '') void this.#save(room); // sent or thrown away while it was on its way to the server
  }

  #keep(room: string, text: string): void {
    const next = new Map(this.drafts.peek());
    if (text.trim() === '') next.delete(room);
    else next.set(room, text);
    this.drafts.value = next;
    writeStored(this.#prefix + room, text.trim() === '' ? null : text);
  }
}
