// The rooms I know, by id. Pure.

import { isKnown, type Room, type RoomEvent } from '@parley/client';

export type Rooms = ReadonlyMap<string, Room>;

export const noRooms: Rooms = new Map();

/** `n` counts every message ever posted, so the difference is what I have not read. */
export function unread(room: Room): number {
  return room.member ? Math.max(0, room.n - room.readN) : 0;
}

export function totalUnread(rooms: Rooms): number {
  let total = 0;
  for (const room of rooms.values()) total += unread(room);
  return total;
}

/** Mine, by title; what the sidebar shows. */
export function mine(rooms: Rooms): Room[] {
  return [...rooms.values()]
    .filter((room) => room.member)
    .toSorted((a, b) => a.title.localeCompare(b.title) || a.name.localeCompare(b.name));
}

export function byName(rooms: Rooms, name: string): Room | undefined {
  for (const room of rooms.values()) if (room.name === name || room.id === name) return room;
  return undefined;
}

/** One room as the server just told it. Numbers never go back while the epoch stays: a live event may be newer than the answer. */
export function roomLoaded(rooms: Rooms, room: Room): Rooms {
  const known = rooms.get(room.id);
  const newer = known !== undefined && known.epoch === room.epoch ? newest(known, room) : room;
  return new Map(rooms).set(room.id, { ...newer, readSeq: Math.min(newer.readSeq, newer.lastSeq) });
}

/** The full list of my rooms: those missing are not mine any more. */
export function mineLoaded(rooms: Rooms, list: readonly Room[]): Rooms {
  const ids = new Set(list.map((room) => room.id));
  let next: Rooms = new Map([...rooms].map(([id, room]) => [id, ids.has(id) ? room : { ...room, member: false }]));
  for (const room of list) next = roomLoaded(next, room);
  return next;
}

function newest(known: Room, loaded: Room): Room {
  const read = known.readSeq > loaded.readSeq ? known : loaded;
  return {
    ...loaded,
    lastSeq: Math.max(known.lastSeq, loaded.lastSeq),
    n: Math.max(known.n, loaded.n),
    readSeq: read.readSeq,
    readN: read.readN,
  };
}

export function eventsArrived(rooms: Rooms, id: string, events: readonly RoomEvent[], me: string): Rooms {
  const room = rooms.get(id);
  const last = events.at(-1);
  if (room === undefined || last === undefined) return rooms;
  let { member, role } = room;
  for (const event of events) {
    if (!isKnown(event) || !('user' in event) || event.user !== me) continue;
    member = event.kind === 'memberJoined';
    role = event.kind === 'memberJoined' ? event.role : null;
  }
  return new Map(rooms).set(id, {
    ...room,
    member,
    role,
    lastSeq: Math.max(room.lastSeq, last.seq),
    n: Math.max(room.n, last.n),
  });
}

export function readMoved(rooms: Rooms, id: string, readSeq: number, readN: number): Rooms {
  const room = rooms.get(id);
  if (room === undefined || readSeq < room.readSeq || (readSeq === room.readSeq && readN <= room.readN)) return rooms;
  return new Map(rooms).set(id, { ...room, readSeq, readN });
}

export function left(rooms: Rooms, id: string): Rooms {
  const room = rooms.get(id);
  return room === undefined ? rooms : new Map(rooms).set(id, { ...room, member: false, role: null });
}

/** The room's history was restored: its numbers start anew. */
export function epochChanged(rooms: Rooms, id: string, epoch: string, last: number): Rooms {
  const room = rooms.get(id);
  if (room === undefined || room.epoch === epoch) return rooms;
  return new Map(rooms).set(id, { ...room, epoch, lastSeq: last, readSeq: 0, readN: room.n });
}

/** Best match first: begins with, then contains, then the letters in order; recent rooms win among equals. */
export function findRooms(rooms: readonly Room[], query: string, recent: readonly string[]): Room[] {
  const wanted = query.trim().toLowerCase().replace(/^#/, '');
  const age = (room: Room): number => {
    const at = recent.indexOf(room.id);
    return at === -1 ? recent.length : at;
  };
  return rooms
    .map((room) => ({ room, rank: Math.min(rank(room.title, wanted), rank(room.name, wanted)) }))
    .filter(({ rank: found }) => found < 4)
    .toSorted((a, b) => a.rank - b.rank || age(a.room) - age(b.room) || a.room.title.localeCompare(b.room.title))
    .map(({ room }) => room);
}

function rank(name: string, wanted: string): number {
  const lower = name.toLowerCase();
  if (wanted === '' || lower.startsWith(wanted)) return 0;
  if (lower.includes(wanted)) return 1;
  let at = 0;
  for (const letter of lower) if (letter === wanted[at]) at++;
  return at === wanted.length ? 2 : 4;
}
