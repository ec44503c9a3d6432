// The threads that I follow, kept right by what happens in their rooms and to my place in them. Pure.

import { isKnown, messageAfter, type RoomEvent, targetOf, type Thread, type ThreadMark } from '@parley/client';
import { mentionsMe } from '../rooms/rooms-state.ts';

export function eventsSeen(threads: readonly Thread[], room: string, events: readonly RoomEvent[], me: string): readonly Thread[] {
  return events.reduce((now, event) => eventSeen(now, room, event, me), threads);
}

function eventSeen(threads: readonly Thread[], room: string, event: RoomEvent, me: string): readonly Thread[] {
  const target = isKnown(event) ? targetOf(event) : null;
  const at = target === null ? -1 : threads.findIndex((one) => one.room === room && one.root.seq === target);
  if (at === -1 || !isKnown(event)) return threads;
  const old = threads[at]!;
  if (event.kind !== 'messagePosted') return threads.with(at, { ...old, root: messageAfter(old.root, event, me) });
  if (event.seq <= (old.root.replies?.lastSeq ?? 0)) return threads; // it was in the answer already
  const known = { ...old, root: messageAfter(old.root, event, me) };
  const isMine = event.sender === me;
  const news = isMine ? { readSeq: event.seq, unread: 0, mentions: 0 } : { unread: known.unread + 1, mentions: known.mentions + (mentionsMe(event, me) ? 1 : 0) };
  return [{ ...known, ...news, lastAt: event.at }, ...threads.filter((_, other) => other !== at)];
}

/** Threads that somebody wrote in and that are not here, by their first message: I may follow them without knowing. */
export function strangersIn(threads: readonly Thread[], room: string, events: readonly RoomEvent[]): number[] {
  const roots = events.flatMap((event) => (isKnown(event) && event.kind === 'messagePosted' && event.thread !== undefined ? [event.thread] : []));
  return roots.filter((root) => !threads.some((one) => one.room === room && one.root.seq === root));
}

/** True if the server has to be asked: a message that may count as unread was changed. */
export function needsAsking(threads: readonly Thread[], room: string, events: readonly RoomEvent[]): boolean {
  const unread = threads.some((one) => one.room === room && one.unread > 0);
  return unread && events.some((event) => event.kind === 'messageDeleted' || event.kind === 'messageEdited');
}

/** After I have read on, or follow a thread no more. Null: only the server can say how it is now. */
export function marked(threads: readonly Thread[], { room, thread, readSeq, follows }: ThreadMark): readonly Thread[] | null {
  const at = threads.findIndex((one) => one.room === room && one.root.seq === thread);
  const known = threads[at];
  if (!follows) return known === undefined ? threads : threads.filter((one) => one !== known);
  if (known === undefined) return null;
  if (readSeq <= known.readSeq) return threads;
  if (readSeq < (known.root.replies?.lastSeq ?? 0)) return null;
  return threads.with(at, { ...known, readSeq, unread: 0, mentions: 0 });
}

/** A further page; those that have moved up meanwhile are there already. */
export function merged(threads: readonly Thread[], more: readonly Thread[]): readonly Thread[] {
  return [...threads, ...more.filter((one) => !threads.some((other) => other.room === one.room && other.root.seq === one.root.seq))];
}
