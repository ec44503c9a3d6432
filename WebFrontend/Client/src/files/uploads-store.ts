import { signal } from '@preact/signals';
import { type Outbox, type ParleyClient, type PendingFile, Problem, unfinished } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { sentence } from '../ui/sentence.ts';
import { FileVault } from './file-vault.ts';
import { smallOf } from './thumbnail.ts';
import { type Attachment, portion, uploadsOf } from './uploads-state.ts';

/** So much travels at once: what breaks costs little, and progress can be shown. */
const PORTION = 512 * 1024;
/** Between two tries, at first and at most; a connection that comes back ends the wait. */
const RETRY_MS = 1000;
const RETRY_AT_MOST_MS = 15_000;

type Running = { readonly file: File; control: AbortController };

/**
 * Files that are being uploaded, for messages that are being written and for those in the outbox. They wait for the connection as messages do, and those of the outbox outlive a reload.
 */
export class UploadsStore {
  readonly attachments = signal<readonly Attachment[]>([]);
  readonly #client: ParleyClient;
  readonly #vault: FileVault;
  readonly #running = new Map<string, Running>();
  readonly #restoring = new Set<string>();
  #wake: () => void = () => {};
  #woken: Promise<void>;
  #swept = false;

  constructor(client: ParleyClient, userId: string) {
    this.#client = client;
    this.#vault = new FileVault(userId);
    this.#woken = this.#sleep();
    client.on('outbox', (box) => this.#follow(box));
    client.on('connection', ({ is }) => {
      if (is === 'connected') this.#awake();
    });
  }

  /** Of the message that is being written in a room. */
  of(room: string): readonly Attachment[] {
    return this.attachments.value.filter((one) => one.room === room && one.clientId === null);
  }

  /** One of a message in the outbox. */
  find(key: string): Attachment | null {
    return this.attachments.value.find((one) => one.key === key) ?? null;
  }

  add(room: string, file: File): void {
    this.#begin(`f${crypto.randomUUID()}`, room, null, file, null);
  }

  /** After a refusal: goes on where the server is. */
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

  /** The files of the message that is being written go into the outbox with it. @param send Puts it there, and returns its client id. */
  send(room: string, send: (files: readonly PendingFile[]) => string): void {
    const files = this.of(room);
    const clientId = send(files.map(({ key, name, size }) => ({ key, name, size })));
    for (const { key, id } of files) {
      this.#change(key, { clientId });
      void this.#vault.put(key, { clientId, file: this.#running.get(key)!.file, upload: id });
    }
    this.#follow(this.#client.outbox);
  }

  /** What there is to upload for the outbox, and what there is no more. */
  #follow(box: Outbox): void {
    const there = new Set(box.map(({ clientId }) => clientId));
    const gone = this.attachments.peek().filter(({ clientId }) => clientId !== null && !there.has(clientId));
    for (const { key } of gone) {
      this.#running.get(key)?.control.abort();
      void this.#vault.remove(key);
    }
    if (gone.length > 0) this.#forget(gone.map(({ key }) => key));
    for (const pending of unfinished(box)) {
      const uploads = uploadsOf(this.attachments.peek(), pending.files!);
      if (uploads !== null) return this.#client.uploaded(pending.clientId, uploads); // which brings us here again
      for (const { key } of pending.files!) {
        const one = this.attachments.peek().find((other) => other.key === key);
        if (one?.state === 'failed') this.retry(key);
        else if (one === undefined) void this.#restore(key, pending.room, pending.clientId);
      }
    }
    if (!this.#swept) void this.#sweep();
  }

  async #restore(key: string, room: string, clientId: string): Promise<void> {
    if (this.#restoring.has(key)) return;
    this.#restoring.add(key);
    const kept = await this.#vault.get(key);
    if (kept !== null) this.#begin(key, room, clientId, kept.file, kept.upload);
    else if (this.attachments.peek().every((one) => one.key !== key)) this.#client.uploadFailed(clientId, t.files.lost);
    this.#restoring.delete(key);
  }

  /** Files of messages that were sent or thrown away when this page was not there. */
  async #sweep(): Promise<void> {
    this.#swept = true;
    for (const key of await this.#vault.keys()) {
      if (!this.#client.outbox.some(({ files }) => files?.some((file) => file.key === key))) await this.#vault.remove(key);
    }
  }

  #begin(key: string, room: string, clientId: string | null, file: File, id: string | null): void {
    this.attachments.value = [...this.attachments.peek(), { key, room, clientId, name: file.name, size: file.size, preview: null, state: 'uploading', sent: 0, id, error: null }];
    this.#running.set(key, { file, control: new AbortController() });
    void this.#run(key);
  }

  async #run(key: string): Promise<void> {
    const { file, control } = this.#running.get(key)!;
    const { signal: aborted } = control;
    const small = await smallOf(file);
    if (small !== null) this.#change(key, { preview: small.preview });
    for (let wait = RETRY_MS; !aborted.aborted; wait = Math.min(2 * wait, RETRY_AT_MOST_MS)) {
      try {
        const id = await this.#begun(key);
        await this.#append(key, id, file, aborted);
        if (small?.thumbnail != null) await this.#client.rest.putThumbnail(id, small.thumbnail).catch(() => {}); // it is shown as it is, then
        return this.#done(key);
      } catch (error) {
        if (aborted.aborted) return;
        if (error instanceof Problem && error.code === 'upload-not-found') {
          this.#change(key, { id: null, sent: 0 }); // it lay too long: another one
        } else if (error instanceof Problem && error.status < 500 && error.code !== 'upload-offset' && error.retryAfterMs === null) {
          return this.#refused(key, sentence(error));
        }
      }
      await Promise.race([this.#woken, new Promise((resolve) => setTimeout(resolve, wait))]);
    }
  }

  #done(key: string): void {
    this.#change(key, { state: 'done' });
    if (this.find(key)?.clientId !== null) this.#follow(this.#client.outbox);
  }

  #refused(key: string, error: string): void {
    this.#change(key, { state: 'failed', error });
    const clientId = this.attachments.peek().find((one) => one.key === key)?.clientId;
    if (clientId != null) this.#client.uploadFailed(clientId, error);
  }

  async #begun(key: string): Promise<string> {
    const one = this.attachments.peek().find((other) => other.key === key)!;
    if (one.id !== null) {
      this.#change(key, { sent: (await this.#client.rest.upload(one.id)).offset });
      return one.id;
    }
    const { id } = await this.#client.rest.beginUpload(one.room, { name: one.name, size: one.size });
    this.#change(key, { id });
    const { clientId } = this.attachments.peek().find((other) => other.key === key) ?? one;
    if (clientId !== null) void this.#vault.put(key, { clientId, file: this.#running.get(key)!.file, upload: id });
    return id;
  }

  async #append(key: string, id: string, file: File, aborted: AbortSignal): Promise<void> {
    const now = (): number => this.attachments.peek().find((one) => one.key === key)?.sent ?? file.size;
    for (let next = portion(now(), file.size, PORTION); next !== null; next = portion(now(), file.size, PORTION)) {
      await this.#client.rest.appendUpload(id, next.from, file.slice(next.from, next.to), aborted);
      this.#change(key, { sent: next.to });
    }
  }

  #awake(): void {
    this.#wake();
    this.#woken = this.#sleep();
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #change(key: string, change: Partial<Attachment>): void {
    this.attachments.value = this.attachments.peek().map((one) => (one.key === key ? { ...one, ...change } : one));
  }

  #forget(keys: readonly string[]): void {
    for (const key of keys) this.#running.delete(key);
    this.attachments.value = this.attachments.peek().filter((one) => !keys.includes(one.key));
  }
}
