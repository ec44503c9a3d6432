// Reactions as one sees them: what the server says, and what I have just pressed. Pure.

import type { Reaction, RoomEvent } from '@parley/client';

/** What I pressed and the server has not told of yet, by `seq/emoji`: on or off. */
export type Pressed = ReadonlyMap<string, boolean>;

export const pressedKey = (seq: number, emoji: string): string => `${seq}/${emoji}`;

export function reactionsNow(reactions: readonly Reaction[], pressed: Pressed, seq: number, me: string): readonly Reaction[] {
  const mine = [...pressed].filter(([key]) => key.startsWith(`${seq}/`)).map(([key, on]) => ({ emoji: key.slice(`${seq}/`.length), on }));
  if (mine.length === 0) return reactions;
  const next = reactions.map((one) => {
    const press = mine.find(({ emoji }) => emoji === one.emoji);
    return press === undefined || press.on === one.mine ? one : { ...one, mine: press.on, count: one.count + (press.on ? 1 : -1), users: press.on ? [...one.users, me] : one.users.filter((user) => user !== me) };
  });
  for (const { emoji, on } of mine) if (on && !reactions.some((one) => one.emoji === emoji)) next.push({ emoji, count: 1, users: [me], mine: true });
  return next.filter(({ count }) => count > 0);
}

/** The server has told of what I pressed. */
export function toldOfPressed(pressed: Pressed, events: readonly RoomEvent[], me: string): Pressed {
  if (pressed.size === 0) return pressed;
  const left = new Map(pressed);
  for (const event of events) {
    if (event.sender !== me || (event.kind !== 'reactionAdded' && event.kind !== 'reactionRemoved')) continue;
    const { target, emoji } = event as unknown as { target: number; emoji: string };
    if (left.get(pressedKey(target, emoji)) === (event.kind === 'reactionAdded')) left.delete(pressedKey(target, emoji));
  }
  return left.size === pressed.size ? pressed : left;
}
