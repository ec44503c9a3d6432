// The rooms I know, by id. Pure.

import { isKnown, removedBy, type Room, type RoomEvent, type User } from '@parley/client';

export type Rooms = ReadonlyMap<string, Room>;

export const noRooms: Rooms = new Map();

/** `n` counts every message ever posted, so the difference is what I have not read. */
export function unread(room: Room): number {
  return room.member ? Math.max(0, room.n - room.readN) : 0;
}

/** Messages that were said to me or to all and that I have not read. */
export function totalMentions(rooms: Rooms, counts: (room: Room) => boolean = () => true): number {
  let total = 0;
  for (const room of rooms.values()) if (unread(room) > 0 && counts(room)) total += room.mentions;
  return total;
}

export function totalUnread(rooms: Rooms, counts: (room: Room) => boolean = () => true): number {
  let total = 0;
  for (const room of rooms.values()) if (counts(room)) total += unread(room);
  return total;
}

/** Mine, by title; what the sidebar shows. */
export function mine(rooms: Rooms): Room[] {
  return [...rooms.values()]
    .filter((room) => room.member)
    .toSorted((a, b) => a.title.localeCompare(b.title) || a.name.localeCompare(b.name));
}

/** As the sidebar shows them: rooms, then conversations. */
export function inListOrder(rooms: readonly Room[]): Room[] {
  return [...rooms.filter((room) => !isConversation(room)), ...rooms.filter(isConversation)];
}

/** Of two or of several: it has no name of its own. */
export function isConversation(room: Room): boolean {
  return room.direct !== null || room.visibility === 'group';
}

/** The room after or before the one called `here`, round the list; null if there is none that is wanted. */
export function stepTo(rooms: readonly Room[], here: string | null, by: 1 | -1, onlyUnread: boolean): Room | null {
  const at = rooms.findIndex((room) => room.name === here || room.id === here);
  const from = at === -1 && by === -1 ? 0 : at;
  for (let count = 1; count <= rooms.length; count++) {
    const room = rooms.at((from + by * count) % rooms.length)!;
    if ((!onlyUnread || unread(room) > 0) && room.name !== here && room.id !== here) return room;
  }
  return null;
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
    // the server counts right as of its answer; what has come or was read since is counted here
    mentions: known.lastSeq > loaded.lastSeq || known.readSeq > loaded.readSeq ? known.mentions : loaded.mentions,
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
  let now = room;
  for (const event of events) now = changedBy(now, event, me);
  return new Map(rooms).set(id, {
    ...now,
    mentions: room.mentions + events.filter((event) => event.seq > room.lastSeq && mentionsMe(event, me)).length,
    lastSeq: Math.max(room.lastSeq, last.seq),
    n: Math.max(room.n, last.n),
  });
}

/** Said to me, or to all: the server has found out whom a text means. */
export function mentionsMe(event: RoomEvent, me: string): boolean {
  return isKnown(event) && event.kind === 'messagePosted' && event.sender !== me && (event.mentions?.includes(me) === true || event.everybody !== undefined);
}

/** True if what is unread may mention me more or less often than before: the server says how often. */
export function changesMentions(room: Room, events: readonly RoomEvent[], me: string): boolean {
  return events.some((event) => {
    if (!isKnown(event) || (event.kind !== 'messageEdited' && event.kind !== 'messageDeleted') || event.target <= room.readSeq) return false;
    return room.mentions > 0 || (event.kind === 'messageEdited' && (event.mentions?.includes(me) === true || event.everybody !== undefined));
  });
}

function changedBy(room: Room, event: RoomEvent, me: string): Room {
  if (!isKnown(event)) return room;
  if (removedBy(event) === me) return { ...room, member: false, role: null };
  switch (event.kind) {
    case 'memberJoined':
      return event.user === me ? { ...room, member: true, role: event.role } : room;
    case 'roleChanged':
      return event.user === me ? { ...room, role: event.role } : room;
    case 'settingsChanged':
      return {
        ...room,
        name: event.name ?? room.name,
        title: event.title ?? room.title,
        topic: event.topic ?? room.topic,
        visibility: event.visibility === 'public' || event.visibility === 'private' ? event.visibility : room.visibility,
        slowMode: event.slowMode ?? room.slowMode,
        history: event.history === undefined ? room.history : event.history === 'protected' ? 'protected' : 'open',
        leavers: event.leavers === undefined ? room.leavers : event.leavers === 'read' ? 'read' : 'none',
        retention: event.retention === undefined ? room.retention : event.retention,
      };
    case 'roomArchived':
      return { ...room, archived: true };
    case 'roomUnarchived':
      return { ...room, archived: false };
    default:
      return room;
  }
}

/** True if what I may do in the room may be another now: the server says what. */
export function changesRights(events: readonly RoomEvent[], me: string): boolean {
  return events.some(
    (event) =>
      isKnown(event) &&
      (event.kind === 'roomArchived' ||
        event.kind === 'roomUnarchived' ||
        (event.kind === 'settingsChanged' && event.visibility !== undefined) ||
        ((event.kind === 'roleChanged' || event.kind === 'memberJoined') && event.user === me)),
  );
}

/** What a room is called in addresses: conversations have no name of their own. */
export function addressOf(room: Room): string {
  return isConversation(room) ? room.id : room.name;
}

export function may(room: Room, permission: string): boolean {
  return room.may.includes(permission);
}

/** Conversations are called by the names of the others. The same rooms, if nothing changes. */
export function named(rooms: Rooms, users: ReadonlyMap<string, User>): Rooms {
  let next: Map<string, Room> | null = null;
  for (const room of rooms.values()) {
    const others = room.direct === null ? room.people : [room.direct];
    const name = others.map((user) => users.get(user)?.displayName ?? '…').join(', ');
    if (name === '' || name === '…' || name === room.title) continue;
    next ??= new Map(rooms);
    next.set(room.id, { ...room, title: name });
  }
  return next ?? rooms;
}

export function readMoved(rooms: Rooms, id: string, readSeq: number, readN: number): Rooms {
  const room = rooms.get(id);
  if (room === undefined || readSeq < room.readSeq || (readSeq === room.readSeq && readN <= room.readN)) return rooms;
  return new Map(rooms).set(id, { ...room, readSeq, readN, mentions: mentionsLeft(room, readSeq) });
}

/** Where reading stands, as the server says it: it may have gone back, on another device. */
export function readPut(rooms: Rooms, id: string, readSeq: number, readN: number): Rooms {
  const room = rooms.get(id);
  if (room === undefined || (room.readSeq === readSeq && room.readN === readN)) return rooms;
  return new Map(rooms).set(id, { ...room, readSeq, readN, mentions: mentionsLeft(room, readSeq) });
}

/** Read to the end, nothing is left; read in part, the server has to say. */
function mentionsLeft(room: Room, readSeq: number): number {
  return readSeq >= room.lastSeq ? 0 : room.mentions;
}

export function left(rooms: Rooms, id: string): Rooms {
  const room = rooms.get(id);
  return room === undefined ? rooms : new Map(rooms).set(id, { ...room, member: false, role: null });
}

/** The room's history was restored: its numbers start anew. */
export function epochChanged(rooms: Rooms, id: string, epoch: string, last: number): Rooms {
  const room = rooms.get(id);
  if (room === undefined || room.epoch === epoch) return rooms;
  return new Map(rooms).set(id, { ...room, epoch, lastSeq: last, readSeq: 0, readN: room.n, mentions: 0 });
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
