// The wire contract as types, and the guards every incoming JSON passes. Nothing else in this library trusts a shape.

export type User = {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly isBot: boolean;
  readonly isAdmin: boolean;
  /** On the server: owner, admin, member, guest or bot. */
  readonly role: string;
  readonly deactivated: boolean;
  readonly createdAt: string;
  /** The user was erased: the names stand for nobody. Absent: no. */
  readonly erased?: boolean;
  /** User id of who has made the bot. Absent: no bot, or the server's own. */
  readonly owner?: string;
  /** What the user says of themselves; absent: nothing. */
  readonly status?: UserStatus;
};

export type Visibility = 'public' | 'private' | 'direct' | 'group';
export type RoomRole = 'owner' | 'moderator' | 'member' | 'muted';

export type Room = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly visibility: Visibility;
  readonly epoch: string;
  readonly lastSeq: number;
  readonly n: number;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly member: boolean;
  readonly role: string | null;
  readonly readSeq: number;
  readonly readN: number;
  readonly topic: string;
  /** Seconds between two messages of one member; 0: none. */
  readonly slowMode: number;
  readonly archived: boolean;
  /** User id of the other in a conversation of two. */
  readonly direct: string | null;
  /** User ids of the others in a conversation of several; empty in other rooms. */
  readonly people: readonly string[];
  /** What I may do, e.g. `write`, `invite`; see the server's authorization page. */
  readonly may: readonly string[];
  /** Unread messages that mention me, or everybody. */
  readonly mentions: number;
  /** `protected`: members see what has happened since they joined, this time. */
  readonly history: RoomHistory;
  /** `read`: who leaves by themselves may go on reading what there was when they left. */
  readonly leavers: RoomLeavers;
  /** Days that messages are kept; 0: for ever; null: as the server's rule says, see `rest.limits()`. */
  readonly retention: number | null;
};
export type RoomHistory = 'open' | 'protected';
export type RoomLeavers = 'none' | 'read';
/** How long messages are kept: the server's rule in `days` (0: for ever), and what owners of rooms may choose instead (`most` 0: any, and for ever). */
export type Retention = { readonly days: number; readonly keepsPinned: boolean; readonly roomsMayChange: boolean; readonly least: number; readonly most: number };

export type Ban = { readonly user: User; readonly bannedBy: string; readonly at: string };
export type Invite = {
  readonly id: string;
  readonly role: string;
  readonly maxUses: number;
  readonly uses: number;
  readonly expiresAt: string;
  readonly createdBy: string;
};
/** The code is told only when the invite is made. */
export type InviteMade = { readonly code: string; readonly invite: Invite };

export type Member = { readonly user: User; readonly role: string; readonly fromSeq: number };

export type Session = {
  readonly id: string;
  readonly device: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
};

type EventBase = {
  readonly seq: number;
  readonly sender: string;
  readonly at: string;
  readonly n: number;
  readonly clientId?: string;
};

export type RoomCreated = EventBase & {
  readonly kind: 'roomCreated';
  readonly name: string;
  readonly title: string;
  readonly visibility: string;
};
export type MemberJoined = EventBase & {
  readonly kind: 'memberJoined';
  readonly user: string;
  readonly role: string;
  readonly invite?: string;
};
export type MemberLeft = EventBase & { readonly kind: 'memberLeft'; readonly user: string };
export type MemberKicked = EventBase & { readonly kind: 'memberKicked'; readonly user: string };
export type MemberBanned = EventBase & { readonly kind: 'memberBanned'; readonly user: string };
export type MemberUnbanned = EventBase & { readonly kind: 'memberUnbanned'; readonly user: string };
export type RoleChanged = EventBase & { readonly kind: 'roleChanged'; readonly user: string; readonly role: string };
export type InviteCreated = EventBase & {
  readonly kind: 'inviteCreated';
  readonly invite: string;
  readonly role: string;
  readonly maxUses: number;
  readonly expiresAt: string;
};
export type InviteRevoked = EventBase & { readonly kind: 'inviteRevoked'; readonly invite: string };
/** What is absent has not changed. */
export type SettingsChanged = EventBase & {
  readonly kind: 'settingsChanged';
  readonly name?: string;
  readonly title?: string;
  readonly topic?: string;
  readonly visibility?: string;
  readonly slowMode?: number;
  readonly history?: string;
  readonly leavers?: string;
  /** null: as the server's rule says. */
  readonly retention?: number | null;
};
/** `deleted`: there is no such room any more, and everybody's membership ends. */
export type RoomArchived = EventBase & { readonly kind: 'roomArchived'; readonly deleted?: boolean };
export type RoomUnarchived = EventBase & { readonly kind: 'roomUnarchived' };
export type MessagePosted = EventBase & {
  readonly kind: 'messagePosted';
  /** Absent once the message was deleted. */
  readonly text?: string;
  readonly deleted?: boolean;
  readonly replyTo?: number;
  /** Absent: none, or the message was deleted. */
  readonly files?: readonly MessageFile[];
  /** Seq of the message whose thread this one belongs to. */
  readonly thread?: number;
  /** User ids of members whom the text mentions. */
  readonly mentions?: readonly string[];
  readonly everybody?: Everybody;
  /** Answers to what the text asks; `vote` chooses them by their place. */
  readonly poll?: NewPoll;
  /** The message that this one passes on: ask `forwarded` what it says. */
  readonly forward?: ForwardedFrom;
};

export type NewPoll = { readonly options: readonly string[]; readonly multiple?: boolean; readonly anonymous?: boolean };

/** A message elsewhere. */
export type ForwardedFrom = { readonly room: string; readonly seq: number; readonly sender: string; readonly at: string };

/** A forwarded message as I may see it now. `text` null: it was deleted, or I may not read it. `readable`: it opens where it is. */
export type Forwarded = ForwardedFrom & {
  readonly readable: boolean;
  readonly text: string | null;
  readonly editedAt: string | null;
  readonly files: readonly MessageFile[];
};

/** A file of a message; `GET /rooms/{room}/files/{id}`, and with `thumbnail` also `…/thumbnail`. */
export type MessageFile = {
  readonly id: string;
  readonly name: string;
  /** Media type by content. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels, of images. */
  readonly width?: number;
  readonly height?: number;
  readonly thumbnail?: boolean;
};
export type MessageEdited = EventBase & {
  readonly kind: 'messageEdited';
  readonly target: number;
  readonly text?: string;
  readonly deleted?: boolean;
  readonly mentions?: readonly string[];
  readonly everybody?: Everybody;
};
/** A mention of all members, or of those who are there. */
export type Everybody = 'room' | 'here';
/** Previews of the links of a message from here on: all there are. An edit ends them; others may come some moments later. */
export type PreviewsChanged = EventBase & {
  readonly kind: 'previewsChanged';
  readonly target: number;
  readonly previews: readonly LinkPreview[];
};

/** What a page says of itself, under the message that links to it. */
export type LinkPreview = {
  readonly url: string;
  readonly title?: string;
  readonly description?: string;
  /** Name of the site. */
  readonly site?: string;
  /** A copy of its image, with its size; read like any file of the message. */
  readonly image?: MessageFile;
};
export type MessagePinned = EventBase & { readonly kind: 'messagePinned'; readonly target: number };
export type MessageUnpinned = EventBase & { readonly kind: 'messageUnpinned'; readonly target: number };
export type MessageDeleted = EventBase & {
  readonly kind: 'messageDeleted';
  readonly target: number;
  /** Seq of the first of the deletions that were made together. */
  readonly batch?: number;
  /** It went by its age, as the room's rule or the server's says: the sender, who is the message's, has done nothing. */
  readonly expired?: boolean;
};
/** A message that was deleted with others is back, without reactions and pin. */
export type MessageRestored = EventBase & {
  readonly kind: 'messageRestored';
  readonly target: number;
  readonly batch?: number;
  readonly text?: string;
  /** It was deleted again since. */
  readonly deleted?: boolean;
  readonly replyTo?: number;
  readonly files?: readonly MessageFile[];
  readonly mentions?: readonly string[];
  readonly everybody?: Everybody;
  readonly poll?: NewPoll;
  readonly forward?: ForwardedFrom;
  readonly edits?: number;
  readonly editedAt?: string;
};

/** The sender reacts to a message; they did not with this emoji before. */
export type ReactionAdded = EventBase & { readonly kind: 'reactionAdded'; readonly target: number; readonly emoji: string };
export type ReactionRemoved = EventBase & { readonly kind: 'reactionRemoved'; readonly target: number; readonly emoji: string };

/** The sender chooses these answers from here on; `was`: what was chosen before. Of an anonymous poll without a sender. */
export type PollVoted = EventBase & {
  readonly kind: 'pollVoted';
  readonly target: number;
  readonly choices: readonly number[];
  readonly was?: readonly number[];
};
export type PollClosed = EventBase & { readonly kind: 'pollClosed'; readonly target: number };

export type KnownEvent =
  | PollVoted
  | PollClosed
  | RoomCreated
  | MemberJoined
  | MemberLeft
  | MemberKicked
  | MemberBanned
  | MemberUnbanned
  | RoleChanged
  | InviteCreated
  | InviteRevoked
  | SettingsChanged
  | RoomArchived
  | RoomUnarchived
  | MessagePosted
  | MessageEdited
  | MessageDeleted
  | MessageRestored
  | ReactionAdded
  | ReactionRemoved
  | MessagePinned
  | MessageUnpinned
  | PreviewsChanged;
export type EventKind = KnownEvent['kind'];

/** A kind this version does not know. It is passed on untouched, because its number counts. */
export type UnknownEvent = EventBase & { readonly kind: string; readonly [field: string]: unknown };

export type RoomEvent = KnownEvent | UnknownEvent;

export type EventBatch = { readonly room: string; readonly epoch: string; readonly events: readonly RoomEvent[] };

export type EventPage = {
  readonly room: string;
  readonly epoch: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly floor: number;
  readonly events: readonly RoomEvent[];
};

/** One emoji under a message. `users`: ids of those who were first; not all if there are many. */
export type Reaction = { readonly emoji: string; readonly count: number; readonly users: readonly string[]; readonly mine: boolean };

/** A poll as it stands. `mine` and `users` are for polls that are not anonymous; of those, ask `myVote`. */
export type Poll = {
  readonly options: readonly PollOption[];
  readonly multiple: boolean;
  readonly anonymous: boolean;
  readonly voters: number;
  readonly closed: { readonly seq: number; readonly by: string } | null;
};
/** `users`: ids of those who were first; not all if there are many. */
export type PollOption = { readonly text: string; readonly count: number; readonly users: readonly string[]; readonly mine: boolean };

/** A message as it is now. */
export type Message = {
  readonly seq: number;
  readonly sender: string;
  readonly at: string;
  readonly n: number;
  readonly clientId: string | null;
  /** Null: deleted. */
  readonly text: string | null;
  readonly replyTo: number | null;
  readonly edits: number;
  /** When it was edited last. */
  readonly editedAt: string | null;
  /** By emoji, in the order of their code points. */
  readonly reactions: readonly Reaction[];
  readonly files: readonly MessageFile[];
  /** Of links in the text. */
  readonly previews: readonly LinkPreview[];
  /** Seq of the message whose thread this one belongs to. */
  readonly thread: number | null;
  /** Messages ever posted in the thread that this one is the root of; null: none. */
  readonly replies: { readonly count: number; readonly lastSeq: number } | null;
  /** `seq`: of the event that pinned it. */
  readonly pinned: { readonly seq: number; readonly by: string } | null;
  /** User ids of members whom the text mentions. */
  readonly mentions: readonly string[];
  readonly everybody: Everybody | null;
  readonly poll: Poll | null;
  /** The message that this one passes on: ask `forwarded` what it says. */
  readonly forward: ForwardedFrom | null;
};

/** A page of a thread, with the message that it began with and how I stand to it. */
export type ThreadPage = MessagePage & { readonly root: Message; readonly readSeq: number; readonly follows: boolean };

/** A thread that I follow. */
export type Thread = {
  readonly room: string;
  /** The message that it began with. */
  readonly root: Message;
  /** Time of the last message in it. */
  readonly lastAt: string;
  /** Read up to here; my own messages are read. It has nothing to do with the read position in the room. */
  readonly readSeq: number;
  /** Messages of others after that; 100: that many or more. */
  readonly unread: number;
  /** Those of them that mention me, or everybody. */
  readonly mentions: number;
};

/** A page of the threads that I follow. `next`: what to ask the next page with; null: it was the last one. */
export type Threads = { readonly threads: readonly Thread[]; readonly next: string | null };

/** How I stand to a thread. */
export type ThreadMark = {
  readonly room: string;
  /** Seq of the message that it began with. */
  readonly thread: number;
  readonly readSeq: number;
  readonly follows: boolean;
};

/** All messages from `firstSeq` to `lastSeq`, as they are at `head`. */
export type MessagePage = {
  readonly room: string;
  readonly epoch: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly head: number;
  readonly messages: readonly Message[];
};

/** One of the texts that a message has had. */
export type MessageVersion = { readonly seq: number; readonly at: string; readonly text: string };

export type Subscribed = EventPage & { readonly ok: true; readonly complete: boolean };
export type Ack = {
  readonly ok: true;
  readonly room: string;
  readonly epoch: string;
  readonly seq: number;
  readonly at: string;
};
export type ReadAck = { readonly ok: true; readonly room: string; readonly readSeq: number; readonly readN: number };

/** How far I have read in a room. */
export type ReadPosition = { readonly room: string; readonly readSeq: number; readonly readN: number };

/** What somebody says of themselves for a while. */
export type UserStatus = { readonly text: string; readonly emoji?: string; readonly until?: string };

export type Presence = { readonly user: string; readonly state: 'online' | 'away' | 'offline'; readonly status: UserStatus | null };

/** Who of a room is there. `users` is null in a large room. */
export type RoomPresence = {
  readonly room: string;
  readonly members: number;
  readonly online: number;
  readonly away: number;
  readonly users: readonly Presence[] | null;
};

export type NotifyLevel = 'all' | 'mentions' | 'none';

/** How I want to be told of a room. */
export type RoomLevel = {
  readonly room: string;
  /** Null: as in my settings. */
  readonly level: NotifyLevel | null;
  readonly muted: boolean;
  /** When the mute ends by itself; null: never. */
  readonly mutedUntil: string | null;
};

export type MySettings = {
  /** In rooms without a level of their own. */
  readonly level: NotifyLevel;
  readonly sound: boolean;
  readonly doNotDisturb: boolean;
  readonly doNotDisturbUntil: string | null;
  /** False: nobody is told what I have seen. */
  readonly receipts: boolean;
};

/** What I have begun to write in a room. Of two of a room the one with the higher version is the newer. */
export type Draft = {
  readonly room: string;
  readonly text: string;
  readonly replyTo?: number;
  readonly version: number;
  readonly at: string;
};

/** A message for later. Its client id is that of the message that it becomes. */
export type ScheduledMessage = {
  readonly clientId: string;
  readonly room: string;
  readonly text: string;
  readonly replyTo?: number;
  readonly at: string;
  /** `sending`: its time has come. `refused`: it stays until it is changed or cancelled. */
  readonly state: 'waiting' | 'sending' | 'sent' | 'refused' | 'cancelled';
  /** Code of the refusal. */
  readonly refusal?: string;
  /** Its number, once it is sent. */
  readonly seq?: number;
};

/** A message that was reported to the moderators of its room. */
export type Report = {
  readonly id: string;
  readonly seq: number;
  readonly author: string;
  readonly reporter: string;
  readonly reason: string;
  readonly at: string;
  readonly state: 'open' | 'handled' | 'dismissed';
  readonly settledBy?: string;
  readonly settledAt?: string;
};

/** What is mine and the same on every device, at one moment. */
export type MyState = {
  readonly epoch: string;
  readonly version: number;
  readonly reads: readonly ReadPosition[];
  /** Rooms that I want to be told of in another way than usual. */
  readonly rooms: readonly RoomLevel[];
  readonly settings: MySettings;
  /** What I say of myself. */
  readonly status: UserStatus | null;
  readonly drafts: readonly Draft[];
};

export type ReadChange = ReadPosition & { readonly kind: 'read'; /** Marked as unread: it went back. */ readonly back: boolean };
export type MembershipChange = { readonly kind: 'membership'; readonly room: string; readonly seq: number; readonly member: boolean };
export type RoomLevelChange = RoomLevel & { readonly kind: 'room' };
export type SettingsChange = MySettings & { readonly kind: 'settings' };
export type DraftChange = Draft & { readonly kind: 'draft' };
/** Sent or thrown away; a newer draft of the room is another. */
export type DraftDropped = { readonly kind: 'draftDropped'; readonly room: string; readonly version: number };
export type ScheduledChange = ScheduledMessage & { readonly kind: 'scheduled' };
export type StatusChange = { readonly kind: 'status'; readonly status: UserStatus | null };
/** There is a new report in a room that I moderate. */
export type ReportsChange = { readonly kind: 'reports'; readonly room: string; readonly open: number };
/** I am muted in a room until then; null: no more. */
export type MuteChange = { readonly kind: 'mute'; readonly room: string; readonly until: string | null };
/** In a room that I moderate so many messages wait to be looked at. */
export type HeldChange = { readonly kind: 'held'; readonly room: string; readonly open: number };
/** A moderator has looked at a message of mine. */
export type HeldSettledChange = { readonly kind: 'heldSettled'; readonly room: string; readonly clientId: string; readonly approved: boolean };
/** I have read on in a thread, or follow it from now on, or no more. */
export type ThreadChange = ThreadMark & { readonly kind: 'thread' };
export type MyChange = HeldChange | HeldSettledChange | ThreadChange | ReportsChange | MuteChange | ScheduledChange | StatusChange | ReadChange | MembershipChange | RoomLevelChange | SettingsChange | DraftChange | DraftDropped;

/** Changes from one version to another. Kinds that this version does not know are left out. */
export type MyNews = { readonly epoch: string; readonly after: number; readonly version: number; readonly changes: readonly MyChange[] };

export type WireError = {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
  readonly outcome: 'none' | 'unknown';
};
export type Refused = { readonly ok: false; readonly error: WireError };

export type Gap = { readonly room: string; readonly epoch: string; readonly fromSeq: number };
/** `typing`, or `seen`: the user has read up to `seq`. */
export type Ephemeral = { readonly room: string; readonly kind: string; readonly user: string; readonly seq?: number };
export type Closing = { readonly reason: string; readonly retryAfterMs: number | null };

/** What came is not what the contract says; the text names the field, never the content. */
export class WireFault extends Error {
  override readonly name = 'WireFault';
}

type Json = Readonly<Record<string, unknown>>;

function object(json: unknown, what: string): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new WireFault(`${what} is not an object`);
  return json as Json;
}

function text(from: Json, field: string, fallback?: string): string {
  const value = from[field];
  if (typeof value === 'string') return value;
  if (fallback !== undefined && (value === undefined || value === null)) return fallback;
  throw new WireFault(`${field} is not a string`);
}

function whole(from: Json, field: string, fallback?: number): number {
  const value = from[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  if (fallback !== undefined && (value === undefined || value === null)) return fallback;
  throw new WireFault(`${field} is not a number of the contract`);
}

function flag(from: Json, field: string): boolean {
  return from[field] === true;
}

export function list<T>(json: unknown, each: (item: unknown) => T): T[] {
  if (!Array.isArray(json)) throw new WireFault('not an array');
  return json.map(each);
}

export function parseUser(json: unknown): User {
  const from = object(json, 'user');
  const userName = text(from, 'userName');
  return {
    id: text(from, 'id'),
    userName,
    displayName: text(from, 'displayName', '') || userName,
    isBot: flag(from, 'isBot'),
    isAdmin: flag(from, 'isAdmin'),
    role: text(from, 'role', flag(from, 'isAdmin') ? 'admin' : 'member'),
    deactivated: flag(from, 'deactivated'),
    createdAt: text(from, 'createdAt', ''),
    ...(flag(from, 'erased') ? { erased: true } : {}),
    ...(typeof from['owner'] === 'string' ? { owner: from['owner'] } : {}),
    ...withStatus(from),
  };
}

function withStatus(from: Json): { status?: UserStatus } {
  const status = parseStatus(from['status']);
  return status === null ? {} : { status };
}

export function parseRoom(json: unknown): Room {
  const from = object(json, 'room');
  const name = text(from, 'name');
  return {
    id: text(from, 'id'),
    name,
    title: text(from, 'title', '') || name,
    visibility: visibilityOf(text(from, 'visibility', 'public')),
    epoch: text(from, 'epoch', ''),
    lastSeq: whole(from, 'lastSeq', 0),
    n: whole(from, 'n', 0),
    createdBy: text(from, 'createdBy', ''),
    createdAt: text(from, 'createdAt', ''),
    member: flag(from, 'member'),
    role: typeof from['role'] === 'string' ? from['role'] : null,
    readSeq: whole(from, 'readSeq', 0),
    readN: whole(from, 'readN', 0),
    topic: text(from, 'topic', ''),
    slowMode: whole(from, 'slowMode', 0),
    archived: flag(from, 'archived'),
    direct: typeof from['direct'] === 'string' ? from['direct'] : null,
    people: Array.isArray(from['people']) ? from['people'].filter((one) => typeof one === 'string') : [],
    may: Array.isArray(from['may']) ? from['may'].filter((one) => typeof one === 'string') : [],
    mentions: whole(from, 'mentions', 0),
    history: from['history'] === 'protected' ? 'protected' : 'open',
    leavers: from['leavers'] === 'read' ? 'read' : 'none',
    retention: typeof from['retention'] === 'number' ? from['retention'] : null,
  };
}

/** One that this version does not know is treated as the most careful. */
function visibilityOf(name: string): Visibility {
  return name === 'public' || name === 'direct' || name === 'group' ? name : 'private';
}

export function parseBan(json: unknown): Ban {
  const from = object(json, 'ban');
  return { user: parseUser(from['user']), bannedBy: text(from, 'bannedBy', ''), at: text(from, 'at', '') };
}

export function parseInvite(json: unknown): Invite {
  const from = object(json, 'invite');
  return {
    id: text(from, 'id'),
    role: text(from, 'role', 'member'),
    maxUses: whole(from, 'maxUses', 1),
    uses: whole(from, 'uses', 0),
    expiresAt: text(from, 'expiresAt', ''),
    createdBy: text(from, 'createdBy', ''),
  };
}

export function parseInviteMade(json: unknown): InviteMade {
  const from = object(json, 'invite');
  return { code: text(from, 'code'), invite: parseInvite(from['invite']) };
}

export function parseMember(json: unknown): Member {
  const from = object(json, 'member');
  return { user: parseUser(from['user']), role: text(from, 'role', 'member'), fromSeq: whole(from, 'fromSeq', 0) };
}

export function parseSession(json: unknown): Session {
  const from = object(json, 'session');
  return {
    id: text(from, 'id'),
    device: text(from, 'device', ''),
    createdAt: text(from, 'createdAt', ''),
    lastSeenAt: text(from, 'lastSeenAt', ''),
    current: flag(from, 'current'),
  };
}

const KINDS: Readonly<Record<EventKind, (from: Json) => boolean>> = {
  roomCreated: (from) => typeof from['name'] === 'string',
  memberJoined: (from) => typeof from['user'] === 'string',
  memberLeft: (from) => typeof from['user'] === 'string',
  memberKicked: (from) => typeof from['user'] === 'string',
  memberBanned: (from) => typeof from['user'] === 'string',
  memberUnbanned: (from) => typeof from['user'] === 'string',
  roleChanged: (from) => typeof from['user'] === 'string' && typeof from['role'] === 'string',
  inviteCreated: (from) => typeof from['invite'] === 'string',
  inviteRevoked: (from) => typeof from['invite'] === 'string',
  settingsChanged: () => true,
  roomArchived: () => true,
  roomUnarchived: () => true,
  messagePosted: (from) => typeof from['text'] === 'string' || from['deleted'] === true,
  messageEdited: (from) =>
    Number.isSafeInteger(from['target']) && (typeof from['text'] === 'string' || from['deleted'] === true),
  messageRestored: (from) => Number.isSafeInteger(from['target']) && (typeof from['text'] === 'string' || from['deleted'] === true),
  messageDeleted: (from) => Number.isSafeInteger(from['target']),
  reactionAdded: (from) => Number.isSafeInteger(from['target']) && typeof from['emoji'] === 'string',
  previewsChanged: (from) => Number.isSafeInteger(from['target']) && isPreviews(from['previews']),
  messagePinned: (from) => Number.isSafeInteger(from['target']),
  messageUnpinned: (from) => Number.isSafeInteger(from['target']),
  pollVoted: (from) => Number.isSafeInteger(from['target']) && isPlaces(from['choices']) && (from['was'] === undefined || isPlaces(from['was'])),
  pollClosed: (from) => Number.isSafeInteger(from['target']),
  reactionRemoved: (from) => Number.isSafeInteger(from['target']) && typeof from['emoji'] === 'string',
};

function isPreviews(json: unknown): json is LinkPreview[] {
  return Array.isArray(json) && json.every((one) => typeof one === 'object' && one !== null && typeof (one as Json)['url'] === 'string');
}

function isPlaces(json: unknown): boolean {
  return Array.isArray(json) && json.every((one) => Number.isSafeInteger(one) && one >= 0);
}

/** User id of whose membership ends with the event; null: nobody's. */
export function removedBy(event: RoomEvent): string | null {
  return isKnown(event) && (event.kind === 'memberLeft' || event.kind === 'memberKicked') ? event.user : null;
}

/** True for the kinds of this version, in the shape of this version. Narrow with it before looking at `kind`. */
export function isKnown(event: RoomEvent): event is KnownEvent {
  return Object.hasOwn(KINDS, event.kind) && KINDS[event.kind as EventKind](event as Json);
}

export function parseEvent(json: unknown): RoomEvent {
  const from = object(json, 'event');
  const seq = whole(from, 'seq');
  if (seq < 1) throw new WireFault('seq starts at 1');
  const event: UnknownEvent = {
    ...from,
    seq,
    kind: text(from, 'kind'),
    sender: text(from, 'sender', ''),
    at: text(from, 'at', ''),
    n: whole(from, 'n', 0),
    clientId: typeof from['clientId'] === 'string' ? from['clientId'] : undefined,
  };
  return event;
}

export function parseBatch(json: unknown): EventBatch {
  const from = object(json, 'events');
  return { room: text(from, 'room'), epoch: text(from, 'epoch'), events: list(from['events'], parseEvent) };
}

export function parsePage(json: unknown): EventPage {
  const from = object(json, 'page');
  return {
    ...parseBatch(json),
    firstSeq: whole(from, 'firstSeq', 0),
    lastSeq: whole(from, 'lastSeq'),
    floor: whole(from, 'floor', 0),
  };
}

export function parseMessage(json: unknown): Message {
  const from = object(json, 'message');
  const isDeleted = from['deleted'] === true;
  return {
    seq: whole(from, 'seq'),
    sender: text(from, 'sender', ''),
    at: text(from, 'at', ''),
    n: whole(from, 'n', 0),
    clientId: typeof from['clientId'] === 'string' ? from['clientId'] : null,
    text: isDeleted ? null : text(from, 'text'),
    replyTo: isDeleted ? null : whole(from, 'replyTo', 0) || null,
    edits: whole(from, 'edits', 0),
    editedAt: typeof from['editedAt'] === 'string' ? from['editedAt'] : null,
    reactions: from['reactions'] === undefined ? [] : list(from['reactions'], parseReaction),
    files: from['files'] === undefined ? [] : list(from['files'], parseFile),
    previews: from['previews'] === undefined ? [] : list(from['previews'], parsePreview),
    thread: whole(from, 'thread', 0) || null,
    replies: parsed(from['replies'], (replies) => ({ count: whole(replies, 'count'), lastSeq: whole(replies, 'lastSeq') })),
    pinned: parsed(from['pinned'], (pin) => ({ seq: whole(pin, 'seq'), by: text(pin, 'by', '') })),
    mentions: from['mentions'] === undefined ? [] : list(from['mentions'], String),
    everybody: from['everybody'] === 'room' || from['everybody'] === 'here' ? from['everybody'] : null,
    poll: parsed(from['poll'], parsePoll),
    forward: parsed(from['forward'], parseForwardedFrom),
  };
}

function parsePreview(json: unknown): LinkPreview {
  const from = object(json, 'preview');
  const part = (name: 'title' | 'description' | 'site'): object => (typeof from[name] === 'string' ? { [name]: from[name] } : {});
  const image = from['image'] === undefined ? {} : { image: parseFile(from['image']) };
  return { url: text(from, 'url'), ...part('title'), ...part('description'), ...part('site'), ...image };
}

function parsePoll(from: Json): Poll {
  return {
    options: list(from['options'], parsePollOption),
    multiple: flag(from, 'multiple'),
    anonymous: flag(from, 'anonymous'),
    voters: whole(from, 'voters', 0),
    closed: parsed(from['closed'], (end) => ({ seq: whole(end, 'seq'), by: text(end, 'by', '') })),
  };
}

function parsePollOption(json: unknown): PollOption {
  const from = object(json, 'poll option');
  return { text: text(from, 'text'), count: whole(from, 'count', 0), users: list(from['users'] ?? [], String), mine: flag(from, 'mine') };
}

function parseForwardedFrom(from: Json): ForwardedFrom {
  return { room: text(from, 'room'), seq: whole(from, 'seq'), sender: text(from, 'sender', ''), at: text(from, 'at', '') };
}

export function parseForwarded(json: unknown): Forwarded {
  const from = object(json, 'forwarded message');
  return {
    ...parseForwardedFrom(from),
    readable: flag(from, 'readable'),
    text: textOrNull(from, 'text'),
    editedAt: textOrNull(from, 'editedAt'),
    files: from['files'] === undefined ? [] : list(from['files'], parseFile),
  };
}

/** What I have chosen in a poll: places of answers. */
export function parseChoices(json: unknown): number[] {
  return list(object(json, 'vote')['choices'], Number);
}

function parseFile(json: unknown): MessageFile {
  const from = object(json, 'file');
  const pixels = typeof from['width'] === 'number' && typeof from['height'] === 'number' ? { width: from['width'], height: from['height'] } : {};
  const file = { id: text(from, 'id'), name: text(from, 'name', ''), type: text(from, 'type', 'application/octet-stream'), size: whole(from, 'size', 0) };
  return { ...file, ...pixels, ...(flag(from, 'thumbnail') ? { thumbnail: true } : {}) };
}

function parsed<T>(json: unknown, parse: (from: Json) => T): T | null {
  return json === undefined || json === null ? null : parse(object(json, 'part of a message'));
}

function parseReaction(json: unknown): Reaction {
  const from = object(json, 'reaction');
  const users = list(from['users'] ?? [], String);
  return { emoji: text(from, 'emoji'), count: whole(from, 'count', users.length), users, mine: flag(from, 'mine') };
}

export function parseMessagePage(json: unknown): MessagePage {
  const from = object(json, 'page');
  return {
    room: text(from, 'room'),
    epoch: text(from, 'epoch'),
    firstSeq: whole(from, 'firstSeq'),
    lastSeq: whole(from, 'lastSeq'),
    head: whole(from, 'head'),
    messages: list(from['messages'], parseMessage),
  };
}

export function parseThreadPage(json: unknown): ThreadPage {
  const from = object(json, 'thread');
  return { ...parseMessagePage(json), root: parseMessage(from['root']), readSeq: whole(from, 'readSeq', 0), follows: flag(from, 'follows') };
}

export function parseThreads(json: unknown): Threads {
  const from = object(json, 'threads');
  return { threads: list(from['threads'], parseThread), next: textOrNull(from, 'next') };
}

function parseThread(json: unknown): Thread {
  const from = object(json, 'thread');
  return {
    room: text(from, 'room'),
    root: parseMessage(from['root']),
    lastAt: text(from, 'lastAt', ''),
    readSeq: whole(from, 'readSeq', 0),
    unread: whole(from, 'unread', 0),
    mentions: whole(from, 'mentions', 0),
  };
}

export function parseThreadMark(json: unknown): ThreadMark {
  const from = object(json, 'thread mark');
  return { room: text(from, 'room'), thread: whole(from, 'thread'), readSeq: whole(from, 'readSeq', 0), follows: flag(from, 'follows') };
}

export function parseMessages(json: unknown): Message[] {
  return list(object(json, 'messages')['messages'], parseMessage);
}

export function parseMessageVersion(json: unknown): MessageVersion {
  const from = object(json, 'version');
  return { seq: whole(from, 'seq'), at: text(from, 'at', ''), text: text(from, 'text') };
}

export function parseError(json: unknown): WireError {
  const from = object(json, 'error');
  const retry = from['retryAfterMs'];
  return {
    code: text(from, 'code', 'unknown'),
    message: text(from, 'message', ''),
    retryAfterMs: typeof retry === 'number' && retry >= 0 ? retry : null,
    outcome: from['outcome'] === 'unknown' ? 'unknown' : 'none',
  };
}

function answer<T>(json: unknown, ok: (from: Json) => T): T | Refused {
  const from = object(json, 'answer');
  return from['ok'] === false ? { ok: false, error: parseError(from['error']) } : ok(from);
}

export function parseSubscribed(json: unknown): Subscribed | Refused {
  return answer(json, (from) => ({ ok: true, ...parsePage(from), complete: from['complete'] !== false }));
}

export function parseAck(json: unknown): Ack | Refused {
  return answer(json, (from) => ({
    ok: true,
    room: text(from, 'room'),
    epoch: text(from, 'epoch', ''),
    seq: whole(from, 'seq'),
    at: text(from, 'at', ''),
  }));
}

export function parseReadAck(json: unknown): ReadAck | Refused {
  return answer(json, (from) => ({
    ok: true,
    room: text(from, 'room'),
    readSeq: whole(from, 'readSeq'),
    readN: whole(from, 'readN'),
  }));
}

function parseRead(json: unknown): ReadPosition {
  const from = object(json, 'read');
  return { room: text(from, 'room'), readSeq: whole(from, 'readSeq'), readN: whole(from, 'readN') };
}

export function parseStatus(json: unknown): UserStatus | null {
  if (json === undefined || json === null) return null;
  const from = object(json, 'status');
  return {
    text: text(from, 'text'),
    ...(typeof from['emoji'] === 'string' ? { emoji: from['emoji'] } : {}),
    ...(typeof from['until'] === 'string' ? { until: from['until'] } : {}),
  };
}

function parsePresence(json: unknown): Presence {
  const from = object(json, 'presence');
  const state = from['state'];
  return {
    user: text(from, 'user'),
    state: state === 'online' || state === 'away' ? state : 'offline',
    status: parseStatus(from['status']),
  };
}

export function parsePresences(json: unknown): readonly Presence[] {
  return list(object(json, 'presence')['users'], parsePresence);
}

export function parseRoomPresence(json: unknown): RoomPresence {
  const from = object(json, 'room presence');
  return {
    room: text(from, 'room'),
    members: whole(from, 'members', 0),
    online: whole(from, 'online', 0),
    away: whole(from, 'away', 0),
    users: from['users'] === undefined ? null : list(from['users'], parsePresence),
  };
}

export type PlainAck = { readonly ok: true };

export function parsePlainAck(json: unknown): PlainAck | Refused {
  return answer(json, () => ({ ok: true }));
}

function levelOf(json: unknown): NotifyLevel | null {
  return json === 'all' || json === 'mentions' || json === 'none' ? json : null;
}

function textOrNull(from: Json, field: string): string | null {
  const value = from[field];
  return typeof value === 'string' ? value : null;
}

export function parseRoomLevel(json: unknown): RoomLevel {
  const from = object(json, 'room level');
  return { room: text(from, 'room'), level: levelOf(from['level']), muted: flag(from, 'muted'), mutedUntil: textOrNull(from, 'mutedUntil') };
}

export function parseMySettings(json: unknown): MySettings {
  const from = object(json, 'settings');
  return {
    level: levelOf(from['level']) ?? 'all',
    sound: from['sound'] !== false,
    doNotDisturb: flag(from, 'doNotDisturb'),
    doNotDisturbUntil: textOrNull(from, 'doNotDisturbUntil'),
    receipts: from['receipts'] !== false,
  };
}

export function parseDraft(json: unknown): Draft {
  const from = object(json, 'draft');
  return {
    room: text(from, 'room'),
    text: text(from, 'text'),
    ...(typeof from['replyTo'] === 'number' ? { replyTo: whole(from, 'replyTo') } : {}),
    version: whole(from, 'version'),
    at: text(from, 'at', ''),
  };
}

const STATES: readonly string[] = ['sending', 'sent', 'refused', 'cancelled'];

export function parseScheduled(json: unknown): ScheduledMessage {
  const from = object(json, 'scheduled message');
  const state = text(from, 'state', 'waiting');
  return {
    clientId: text(from, 'clientId'),
    room: text(from, 'room'),
    text: text(from, 'text'),
    ...(typeof from['replyTo'] === 'number' ? { replyTo: whole(from, 'replyTo') } : {}),
    at: text(from, 'at'),
    state: STATES.includes(state) ? (state as ScheduledMessage['state']) : 'waiting',
    ...(typeof from['refusal'] === 'string' ? { refusal: from['refusal'] } : {}),
    ...(typeof from['seq'] === 'number' ? { seq: whole(from, 'seq') } : {}),
  };
}

export function parseReport(json: unknown): Report {
  const from = object(json, 'report');
  const state = from['state'];
  return {
    id: text(from, 'id'),
    seq: whole(from, 'seq'),
    author: text(from, 'author', ''),
    reporter: text(from, 'reporter', ''),
    reason: text(from, 'reason', ''),
    at: text(from, 'at', ''),
    state: state === 'handled' || state === 'dismissed' ? state : 'open',
    ...(typeof from['settledBy'] === 'string' ? { settledBy: from['settledBy'] } : {}),
    ...(typeof from['settledAt'] === 'string' ? { settledAt: from['settledAt'] } : {}),
  };
}

export function parseMyState(json: unknown): MyState {
  const from = object(json, 'state');
  return {
    epoch: text(from, 'epoch'),
    version: whole(from, 'version'),
    reads: list(from['reads'] ?? [], parseRead),
    rooms: list(from['rooms'] ?? [], parseRoomLevel),
    settings: parseMySettings(from['settings'] ?? {}),
    status: parseStatus(from['status']),
    drafts: list(from['drafts'] ?? [], parseDraft),
  };
}

export function parseMyStateAnswer(json: unknown): ({ readonly ok: true } & MyState) | Refused {
  return answer(json, (from) => ({ ok: true, ...parseMyState(from) }));
}

function parseMyChange(json: unknown): MyChange | null {
  const from = object(json, 'change');
  switch (from['kind']) {
    case 'read':
      return { kind: 'read', ...parseRead(from), back: flag(from, 'back') };
    case 'membership':
      return { kind: 'membership', room: text(from, 'room'), seq: whole(from, 'seq'), member: flag(from, 'member') };
    case 'room':
      return { kind: 'room', ...parseRoomLevel(from) };
    case 'thread':
      return { kind: 'thread', ...parseThreadMark(from) };
    case 'reports':
      return { kind: 'reports', room: text(from, 'room'), open: whole(from, 'open', 0) };
    case 'held':
      return { kind: 'held', room: text(from, 'room'), open: whole(from, 'open', 0) };
    case 'heldSettled':
      return { kind: 'heldSettled', room: text(from, 'room'), clientId: text(from, 'clientId'), approved: from['state'] === 'approved' };
    case 'mute':
      return { kind: 'mute', room: text(from, 'room'), until: textOrNull(from, 'until') };
    case 'status':
      return { kind: 'status', status: parseStatus(from['status']) };
    case 'scheduled':
      return { kind: 'scheduled', ...parseScheduled(from) };
    case 'settings':
      return { kind: 'settings', ...parseMySettings(from) };
    case 'draft':
      return { kind: 'draft', ...parseDraft(from) };
    case 'draftDropped':
      return { kind: 'draftDropped', room: text(from, 'room'), version: whole(from, 'version') };
    default:
      return null;
  }
}

export function parseMyNews(json: unknown): MyNews {
  const from = object(json, 'me');
  return {
    epoch: text(from, 'epoch', ''),
    after: whole(from, 'after', 0),
    version: whole(from, 'version', 0),
    changes: list(from['changes'] ?? [], parseMyChange).filter((change) => change !== null),
  };
}

export function parseGap(json: unknown): Gap {
  const from = object(json, 'gap');
  return { room: text(from, 'room'), epoch: text(from, 'epoch', ''), fromSeq: whole(from, 'fromSeq', 0) };
}

export function parseEphemeral(json: unknown): Ephemeral {
  const from = object(json, 'ephemeral');
  const seq = Number.isSafeInteger(from['seq']) ? { seq: from['seq'] as number } : {};
  return { room: text(from, 'room'), kind: text(from, 'kind'), user: text(from, 'user'), ...seq };
}

export function parseClosing(json: unknown): Closing {
  const from = object(json, 'closing');
  const retry = from['retryAfterMs'];
  return { reason: text(from, 'reason', ''), retryAfterMs: typeof retry === 'number' && retry >= 0 ? retry : null };
}
