import { signal } from '@preact/signals';
import { readStored, writeStored } from '../ui/storage.ts';
import { isLevel, type Level } from './notify-state.ts';

/** How this browser tells of what is new; kept in it, for each user. */
export class NotifySettings {
  /** Somebody switched it on; the browser's own permission is another matter. */
  readonly on = signal(false);
  readonly sound = signal(true);
  /** Ms; until then nothing is told. */
  readonly quietUntil = signal(0);
  readonly levels = signal<ReadonlyMap<string, Level>>(new Map());
  readonly #key: string;

  constructor(userId: string) {
    this.#key = `parley.notify.${userId}`;
    this.read();
    addEventListener('storage', (event) => {
      if (event.key === this.#key) this.read(); // another tab has changed it
    });
  }

  read(): void {
    const stored = parse(readStored(this.#key));
    this.on.value = stored['on'] === true;
    this.sound.value = stored['sound'] !== false;
    this.quietUntil.value = typeof stored['quietUntil'] === 'number' ? stored['quietUntil'] : 0;
    const levels = typeof stored['levels'] === 'object' && stored['levels'] !== null ? Object.entries(stored['levels']) : [];
    this.levels.value = new Map(levels.filter((entry): entry is [string, Level] => isLevel(entry[1])));
  }

  set(change: { on?: boolean; sound?: boolean; quietUntil?: number }): void {
    if (change.on !== undefined) this.on.value = change.on;
    if (change.sound !== undefined) this.sound.value = change.sound;
    if (change.quietUntil !== undefined) this.quietUntil.value = change.quietUntil;
    this.#write();
  }

  levelOf(room: string): Level {
    return this.levels.value.get(room) ?? 'all';
  }

  setLevel(room: string, level: Level): void {
    const next = new Map(this.levels.peek());
    if (level === 'all') next.delete(room);
    else next.set(room, level);
    this.levels.value = next;
    this.#write();
  }

  #write(): void {
    const levels = Object.fromEntries(this.levels.peek());
    writeStored(this.#key, JSON.stringify({ on: this.on.peek(), sound: this.sound.peek(), quietUntil: this.quietUntil.peek(), levels }));
  }
}

function parse(stored: string | null): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(stored ?? '{}');
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
