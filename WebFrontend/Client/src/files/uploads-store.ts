import { signal } from '@preact/signals';
import { type ParleyClient, Problem } from '@parley/client';
import { sentence } from '../ui/sentence.ts';
import { smallOf } from './thumbnail.ts';
import { type Attachment, portion } from './uploads-state.ts';

/** So much travels at once: what breaks costs little, and progress can be shown. */
const PORTION = 512 * 1024;
const RETRIES = 5;
const RETRY_MS = 1000;

type Running = { readonly file: File; control: AbortController };

/** Files that are being uploaded for messages that are being written. */
export class UploadsStore {
  readonly attachments = signal<readonly Attachment[]>([]);
  readonly #client: ParleyClient;
  readonly #running = new Map<string, Running>();
  #keys = 0;

  constructor(client: ParleyClient) {
    this.#client = client;
  }

  of(room: string): readonly Attachment[] {
    return this.attachments.value.filter((one) => one.room === room);
  }

  add(room: string, file: File): void {
    const key = `f${++this.#keys}`;
    this.attachments.value = [...this.attachments.peek(), { key, room, name: file.name, size: file.size, preview: null, state: 'uploading', sent: 0, id: null, error: null }];
    this.#running.set(key, { file, control: new AbortController() });
    void this.#run(key);
  }

  /** After a failure: goes on where the server is. */
  retry(key: string): void {
    const running = this.#running.get(key);
    if (running === undefined) return;
    running.control = new AbortController();
    this.#change(key, { state: 'uploading', error: null });
    void this.#run(key);
  }

  cancel(key: string): void {
    const one = this.attachments.peek().find((other) => other.key === key);
    this.#running.get(key)?.control.abort();
    this.#forget([key]);
    if (one?.id != null) void this.#client.rest.cancelUpload(one.id).catch(() => {}); // erased by itself after a time
  }

  /** They are in a message now. */
  sent(keys: readonly string[]): void {
    this.#forget(keys);
  }

  async #run(key: string): Promise<void> {
    const { file, control } = this.#running.get(key)!;
    const { signal: aborted } = control;
    try {
      const small = await smallOf(file);
      if (small !== null) this.#change(key, { preview: small.preview });
      const id = await this.#begun(key);
      for (let left = RETRIES; ; left--) {
        try {
          await this.#append(key, id, file, aborted);
          break;
        } catch (error) {
          if (aborted.aborted || left === 0 || (error instanceof Problem && error.status < 500 && error.code !== 'upload-offset')) throw error;
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
          this.#change(key, { sent: (await this.#client.rest.upload(id)).offset });
        }
      }
      if (small?.thumbnail != null) await this.#client.rest.putThumbnail(id, small.thumbnail).catch(() => {}); // it is shown as it is, then
      this.#change(key, { state: 'done' });
    } catch (error) {
      if (!aborted.aborted) this.#change(key, { state: 'failed', error: sentence(error) });
    }
  }

  async #begun(key: string): Promise<string> {
    const one = this.attachments.peek().find((other) => other.key === key)!;
    if (one.id !== null) {
      this.#change(key, { sent: (await this.#client.rest.upload(one.id)).offset });
      return one.id;
    }
    const { id } = await this.#client.rest.beginUpload(one.room, { name: one.name, size: one.size });
    this.#change(key, { id });
    return id;
  }

  async #append(key: string, id: string, file: File, aborted: AbortSignal): Promise<void> {
    const now = (): number => this.attachments.peek().find((one) => one.key === key)?.sent ?? file.size;
    for (let next = portion(now(), file.size, PORTION); next !== null; next = portion(now(), file.size, PORTION)) {
      await this.#client.rest.appendUpload(id, next.from, file.slice(next.from, next.to), aborted);
      this.#change(key, { sent: next.to });
    }
  }

  #change(key: string, change: Partial<Attachment>): void {
    this.attachments.value = this.attachments.peek().map((one) => (one.key === key ? { ...one, ...change } : one));
  }

  #forget(keys: readonly string[]): void {
    for (const key of keys) this.#running.delete(key);
    this.attachments.value = this.attachments.peek().filter((one) => !keys.includes(one.key));
  }
}
