// Who is told of what. Pure.

import { isKnown, type MySettings, type Room, type RoomEvent, type RoomLevel } from '@parley/client';
import { isConversation, mentionsMe } from '../rooms/rooms-state.ts';

/** What of a room one wants to be told. */
export type Level = 'all' | 'mentions' | 'none';

export const LEVELS: readonly Level[] = ['all', 'mentions', 'none'];

export type Told = { readonly room: string; readonly who: string; readonly text: string; readonly seq: number; readonly count: number };

/** A muted room is quiet until its time is up; one without a level of its own is as all are. */
export function levelNow(room: RoomLevel | undefined, settings: MySettings, now: number): Level {
  if (room === undefined) return settings.level;
  const muted = room.muted && (room.mutedUntil === null || Date.parse(room.mutedUntil) > now);
  return muted ? 'none' : (room.level ?? settings.level);
}

export function isQuiet({ doNotDisturb, doNotDisturbUntil }: MySettings, now: number): boolean {
  return doNotDisturb && (doNotDisturbUntil === null || Date.parse(doNotDisturbUntil) > now);
}

/**
 * What one is told of events that have come together: the newest message that matters, and how many there are. After an absence a
 * room says one thing, not hundreds. Null: nothing.
 */
export function toldOf(events: readonly RoomEvent[], room: Room, level: Level, me: { readonly id: string }): Told | null {
  if (level === 'none' || !room.member) return null;
  const wanted = events.filter(
    (event) =>
      isKnown(event) &&
      event.kind === 'messagePosted' &&
      event.sender !== me.id &&
      event.text !== undefined &&
      (level === 'all' || isConversation(room) || mentionsMe(event, me.id)),
  );
  const last = wanted.at(-1);
  if (last === undefined || !isKnown(last) || last.kind !== 'messagePosted') return null;
  return { room: room.id, who: last.sender, text: last.text ?? '', seq: last.seq, count: wanted.length };
}

export type Quiet = 'off' | 'hour' | 'tomorrow' | 'on';

/** The morning begins at eight. */
export function quiet(choice: Quiet, now: Date): Pick<MySettings, 'doNotDisturb' | 'doNotDisturbUntil'> {
  const until = (at: Date): Pick<MySettings, 'doNotDisturb' | 'doNotDisturbUntil'> => ({ doNotDisturb: true, doNotDisturbUntil: at.toISOString() });
  switch (choice) {
    case 'off':
      return { doNotDisturb: false, doNotDisturbUntil: null };
    case 'hour':
      return until(new Date(now.getTime() + 3_600_000));
    case 'tomorrow':
      return until(new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8));
    case 'on':
      return { doNotDisturb: true, doNotDisturbUntil: null };
  }
}
