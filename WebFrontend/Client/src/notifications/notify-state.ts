// Who is told of what. Pure.

import { isKnown, type Room, type RoomEvent } from '@parley/client';

/** What of a room one wants to be told. */
export type Level = 'all' | 'mentions' | 'none';

export const LEVELS: readonly Level[] = ['all', 'mentions', 'none'];

export type Told = { readonly room: string; readonly who: string; readonly text: string; readonly seq: number; readonly count: number };

export function isLevel(value: unknown): value is Level {
  return value === 'all' || value === 'mentions' || value === 'none';
}

/** `@ann`, `@here` or `@room`, not as a part of something longer. */
export function mentions(text: string, userName: string): boolean {
  for (const [, name] of text.matchAll(/(?:^|[^\p{L}\p{N}_.@-])@([\p{L}\p{N}\p{M}._-]+)/gu)) {
    const said = name!.replace(/[._-]+$/, '').toLowerCase();
    if (said === userName.toLowerCase() || said === 'here' || said === 'room') return true;
  }
  return false;
}

/**
 * What one is told of events that have come together: the newest message that matters, and how many there are. After an absence a
 * room says one thing, not hundreds. Null: nothing.
 */
export function toldOf(events: readonly RoomEvent[], room: Room, level: Level, me: { readonly id: string; readonly userName: string }): Told | null {
  if (level === 'none' || !room.member) return null;
  const wanted = events.filter(
    (event) =>
      isKnown(event) &&
      event.kind === 'messagePosted' &&
      event.sender !== me.id &&
      event.text !== undefined &&
      (level === 'all' || room.direct !== null || mentions(event.text, me.userName)),
  );
  const last = wanted.at(-1);
  if (last === undefined || !isKnown(last) || last.kind !== 'messagePosted') return null;
  return { room: room.id, who: last.sender, text: last.text ?? '', seq: last.seq, count: wanted.length };
}

export type Quiet = 'off' | 'hour' | 'tomorrow' | 'on';

/** Until when it is quiet, in ms; 0: it is not. The morning begins at eight. */
export function quietUntil(choice: Quiet, now: Date): number {
  switch (choice) {
    case 'off':
      return 0;
    case 'hour':
      return now.getTime() + 3_600_000;
    case 'tomorrow':
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8).getTime();
    case 'on':
      return Number.MAX_SAFE_INTEGER;
  }
}
