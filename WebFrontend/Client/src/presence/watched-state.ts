import type { Room } from '@parley/client';

/** The server takes no more. */
const MOST = 500;

/** Those with whom I have conversations, then those of an open list; sorted, so that the same people are the same list. */
export function watchedOf(rooms: readonly Room[], also: readonly string[]): string[] {
  const direct = rooms.map((room) => room.direct).filter((user) => user !== null);
  return [...new Set([...direct, ...also])].slice(0, MOST).toSorted();
}
