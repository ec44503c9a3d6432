import { signal } from '@preact/signals';
import type { MySettings, ParleyRest, RoomLevel } from '@parley/client';
import { readStored, writeStored } from '../ui/storage.ts';
import { type Level, levelNow } from './notify-state.ts';

const AS_USUAL: MySettings = { level: 'all', sound: true, doNotDisturb: false, doNotDisturbUntil: null, receipts: true };

/** How one is told of what is new: the same on every device, but whether this browser shows anything. */
export class NotifySettings {
  /** Somebody switched it on in this browser; the browser's own permission is another matter. */
  readonly on = signal(false);
  readonly settings = signal(AS_USUAL);
  readonly rooms = signal<ReadonlyMap<string, RoomLevel>>(new Map());
  readonly #key: string;
  readonly #rest: ParleyRest;

  constructor(userId: string, rest: ParleyRest) {
    this.#key = `parley.notify.${userId}`;
    this.#rest = rest;
    this.on.value = readStored(this.#key) === 'on';
    addEventListener('storage', (event) => {
      if (event.key === this.#key) this.on.value = event.newValue === 'on'; // another tab has changed it
    });
  }

  turn(on: boolean): void {
    this.on.value = on;
    writeStored(this.#key, on ? 'on' : null);
  }

  /** Shows at once; a refusal puts it back. */
  async change(change: Partial<MySettings>): Promise<void> {
    const before = this.settings.peek();
    this.settings.value = { ...before, ...change };
    try {
      this.settings.value = await this.#rest.setMySettings(this.settings.peek());
    } catch (error) {
      this.settings.value = before;
      throw error;
    }
  }

  levelOf(room: string): Level {
    return levelNow(this.rooms.value.get(room), this.settings.value, Date.now());
  }

  async setLevel(room: string, level: Level): Promise<void> {
    const before = this.rooms.peek().get(room);
    this.told({ room, level, muted: false, mutedUntil: null });
    try {
      this.told(await this.#rest.setRoomLevel(room, { level }));
    } catch (error) {
      this.told(before ?? { room, level: null, muted: false, mutedUntil: null });
      throw error;
    }
  }

  /** The server says how it is: the whole, or one room. */
  know(settings: MySettings, rooms: readonly RoomLevel[]): void {
    this.settings.value = settings;
    this.rooms.value = new Map(rooms.map((one) => [one.room, one]));
  }

  told(one: RoomLevel): void {
    this.rooms.value = new Map(this.rooms.peek()).set(one.room, one);
  }
}
