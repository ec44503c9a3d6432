import { BASE } from '../routes/base.ts';
import { computed, effect, signal } from '@preact/signals';
import {
  type ConnectionState,
  heedPageHints,
  type Outbox,
  type Presence,
  ParleyClient,
  Problem,
  removedBy,
  type Retention,
  type Room,
  type User,
  type Visibility,
} from '@parley/client';
import { DraftsStore } from '../composer/drafts-store.ts';
import { ThreadDrafts } from '../composer/thread-drafts-store.ts';
import { outboxStorage } from '../composer/outbox-storage.ts';
import { lookForNewVersion } from '../connection/version-store.ts';
import { expired, noTyping, stopped, typed } from '../composer/typing-state.ts';
import { ForwardsStore } from '../forwards/forwards-store.ts';
import { ReportsStore } from '../moderation/reports-store.ts';
import { DeletionsStore } from '../messages/deletions-store.ts';
import { TimelineStore } from '../messages/timeline-store.ts';
import {
  byName,
  changesMentions,
  changesRights,
  epochChanged,
  eventsArrived,
  left,
  mine,
  mineLoaded,
  named,
  noRooms,
  readMoved,
  readPut,
  roomLoaded,
  totalMentions,
  totalUnread,
} from '../rooms/rooms-state.ts';
import { ScheduledStore } from '../scheduled/scheduled-store.ts';
import { UploadsStore } from '../files/uploads-store.ts';
import { startNotifier } from '../notifications/notifier-store.ts';
import { NotifySettings } from '../notifications/settings-store.ts';
import { watchAway } from '../presence/away-store.ts';
import { watchedOf } from '../presence/watched-state.ts';
import { ThreadsStore } from '../threads/threads-store.ts';
import { readStored, writeStored } from '../ui/storage.ts';
import { UsersStore } from '../users/users-store.ts';

const LOBBY = 'lobby';
/** After a long absence the room opens at the newest instead of paging through everything missed. */
const MAX_CATCH_UP = 1000;
const PEOPLE_PAGE = 100;
const PEOPLE_PAGES = 5;

/** Everything one signed-in user sees: the rooms, their timelines, the connection. Made at sign-in, closed at sign-out. */
export class Workspace {
  readonly me: User;
  readonly client: ParleyClient;
  readonly users: UsersStore;
  readonly drafts: DraftsStore;
  readonly threadDrafts: ThreadDrafts;
  /** The threads that I follow. */
  readonly threads: ThreadsStore;
  readonly forwards: ForwardsStore;
  readonly deletions: DeletionsStore;
  readonly notify: NotifySettings;
  /** Longest text of a message in characters; 0: none that is known. */
  readonly maxTextLength = signal(0);
  /** Bytes of one file, and files of one message; 0: none are taken. */
  readonly fileLimits = signal({ maxFileSize: 0, maxFiles: 0 });
  /** How long messages are kept; null: not known. */
  readonly retention = signal<Retention | null>(null);
  readonly uploads: UploadsStore;
  readonly scheduled: ScheduledStore;
  readonly reports: ReportsStore;
  /** Until when I may not write in a room, as far as I was told. */
  readonly mutedUntil = signal<ReadonlyMap<string, string | null>>(new Map());
  readonly rooms = signal(noRooms);
  readonly roomsState = signal<'loading' | 'ready' | 'failed'>('loading');
  readonly connection = signal<ConnectionState>({ is: 'off' });
  readonly outbox = signal<Outbox>([]);
  readonly typing = signal(noTyping);
  /** Of the people with whom I have conversations, and of those in a list that is open. */
  readonly presence = signal<ReadonlyMap<string, Presence['state']>>(new Map());
  /** Whom I look at besides. */
  readonly alsoWatched = signal<readonly string[]>([]);
  readonly myRooms = computed(() => mine(this.rooms.value));
  /** Without the rooms of which one wants to be told nothing. */
  readonly unread = computed(() => totalUnread(this.rooms.value, (room) => this.notify.levelOf(room.id) !== 'none'));
  /** Of those, the ones that were said to me. */
  readonly mentions = computed(() => totalMentions(this.rooms.value, (room) => this.notify.levelOf(room.id) !== 'none'));
  readonly #watched = computed(() => watchedOf(this.myRooms.value, this.alsoWatched.value));
  readonly recent = signal<readonly string[]>([]);
  /** The room that somebody has put me out of last. */
  readonly removed = signal<Room | null>(null);
  readonly #timelines = new Map<string, TimelineStore>();
  /** Threads that stand beside their room. */
  readonly #threads = new Set<TimelineStore>();
  readonly #undo: (() => void)[] = [];
  readonly #tabs: BroadcastChannel;
  /** Counts my comings and goings. */
  #changes = 0;
  /** Ends when the list is as new as anybody has asked for. */
  #loading: Promise<void> | null = null;
  #loadAgain = false;
  /** There was no connection for a time: what was loaded may be old, or come from what the browser kept. */
  #mayHaveMissed = false;
  /** Rooms I read while there was no connection to say so. */
  readonly #unsaid = new Set<string>();

  constructor(me: User, signedOut: () => void) {
    this.me = me;
    this.client = new ParleyClient({ baseUrl: BASE, store: outboxStorage(me.id), maxCatchUp: MAX_CATCH_UP });
    this.users = new UsersStore(this.client.rest);
    this.users.know(me);
    this.drafts = new DraftsStore(me.id, this.client.rest);
    this.threadDrafts = new ThreadDrafts(me.id);
    this.threads = new ThreadsStore(this.client.rest, me.id, () => this.#threads.values());
    this.forwards = new ForwardsStore(this.client.rest);
    this.deletions = new DeletionsStore(this.client);
    this.uploads = new UploadsStore(this.client, me.id);
    this.scheduled = new ScheduledStore(this.client.rest);
    this.reports = new ReportsStore(this.client.rest);
    this.notify = new NotifySettings(me.id, this.client.rest);
    this.recent.value = (readStored(`parley.recent.${me.id}`) ?? '').split(' ').filter((id) => id !== '');
    this.#tabs = new BroadcastChannel(`parley.${me.id}`);
    this.#listen(signedOut);
  }

  async open(): Promise<void> {
    this.client.connect();
    this.client.watchMe();
    void this.client.rest.limits().then(
      ({ maxTextLength, maxFileSize, maxFiles, retention }) => {
        this.maxTextLength.value = maxTextLength;
        this.retention.value = retention;
        this.fileLimits.value = { maxFileSize, maxFiles };
      },
      () => {}, // the server says it anyway when a text is too long
    );
    await this.loadRooms();
  }

  close(): void {
    this.deletions.flush();
    for (const undo of this.#undo) undo();
    this.#tabs.close();
    this.client.close();
  }

  // ── Rooms ────────────────────────────────────────────────────────────────────────────────────────────

  /** My rooms anew. One question at a time: an answer that is older never takes the place of a newer one. */
  loadRooms(): Promise<void> {
    this.#loadAgain = true;
    this.#loading ??= this.#loadRooms();
    return this.#loading;
  }

  async #loadRooms(): Promise<void> {
    while (this.#loadAgain) {
      this.#loadAgain = false;
      await this.#loadOnce();
    }
    this.#loading = null; // in one step with the last look at whether somebody has asked again
  }

  /** Someone who is in no room yet is taken to the lobby. */
  async #loadOnce(): Promise<void> {
    const changes = this.#changes;
    try {
      let rooms = await this.client.rest.rooms('mine');
      if (changes !== this.#changes) return void (this.#loadAgain = true); // I came or went meanwhile: the answer may not know it
      if (rooms.length === 0 && this.roomsState.peek() === 'loading') rooms = await this.#enterLobby();
      this.rooms.value = named(mineLoaded(this.rooms.peek(), rooms), this.users.users.peek());
      for (const room of rooms) this.#watch(room);
      for (const room of this.rooms.peek().values()) if (!room.member) this.client.unwatch(room.id);
      this.roomsState.value = 'ready';
    } catch {
      if (this.roomsState.peek() === 'loading') this.roomsState.value = 'failed';
    }
  }

  /** The room of an address: mine, or one I may look at before joining. Null: unknown, or not for me. */
  async findRoom(name: string): Promise<Room | null> {
    const known = byName(this.rooms.peek(), name);
    if (known !== undefined) return known;
    try {
      const room = await this.client.rest.room(name);
      this.#enter(room);
      return room;
    } catch (error) {
      if (error instanceof Problem && (error.status === 404 || error.status === 403 || error.status === 422 || error.status === 400)) return null;
      throw error;
    }
  }

  async browse(): Promise<Room[]> {
    return (await this.client.rest.rooms()).filter((room) => room.visibility === 'public');
  }

  async join(idOrName: string): Promise<Room> {
    const { room: id } = await this.client.rest.join(idOrName);
    const room = { ...(await this.client.rest.room(id)), member: true };
    this.#enter(room);
    return room;
  }

  async createRoom(name: string, title: string, visibility: Visibility): Promise<Room> {
    const made = await this.client.rest.createRoom({ name, visibility, ...(title === '' ? {} : { title }) });
    const room = { ...made, member: true };
    this.#enter(room);
    return room;
  }

  /** The conversation with somebody, by id or user name. */
  async direct(user: string): Promise<Room> {
    const room = { ...(await this.client.rest.direct(user)), member: true };
    if (room.direct !== null) this.users.want([room.direct]);
    this.#enter(room);
    return room;
  }

  /** The conversation with several, by their user names. */
  async group(users: readonly string[]): Promise<Room> {
    const room = { ...(await this.client.rest.group(users)), member: true };
    this.#enter(room);
    return room;
  }

  async useInvite(code: string): Promise<Room> {
    const { room: id } = await this.client.rest.useInvite(code);
    const room = { ...(await this.client.rest.room(id)), member: true };
    this.#enter(room);
    return room;
  }

  /** A room as the server sees it now: what I may do in it may have changed. */
  async refresh(id: string): Promise<void> {
    try {
      this.rooms.value = named(roomLoaded(this.rooms.peek(), await this.client.rest.room(id)), this.users.users.peek());
    } catch {
      // gone, or no connection: the stream or the next list tells
    }
  }

  async leave(room: Room): Promise<void> {
    await this.client.rest.leave(room.id);
    this.#left(room.id);
  }

  /** Where someone who asked for nothing in particular wants to be. */
  home(): Room | null {
    const rooms = this.myRooms.peek();
    const last = this.recent.peek().map((id) => rooms.find((room) => room.id === id)).find((room) => room !== undefined);
    return last ?? rooms.find((room) => room.name === LOBBY) ?? rooms[0] ?? null;
  }

  visited(room: string): void {
    this.recent.value = [room, ...this.recent.peek().filter((id) => id !== room)].slice(0, 20);
    writeStored(`parley.recent.${this.me.id}`, this.recent.peek().join(' '));
  }

  // ── In a room ────────────────────────────────────────────────────────────────────────────────────────

  timeline(room: string): TimelineStore {
    let store = this.#timelines.get(room);
    if (store === undefined) {
      store = new TimelineStore(this.client, room, this.me.id);
      this.#timelines.set(room, store);
    }
    return store;
  }

  /** A thread from now on, until it is closed: it is loaded anew each time. */
  openThread(room: string, root: number): TimelineStore {
    const store = new TimelineStore(this.client, room, this.me.id, root);
    this.#threads.add(store);
    return store;
  }

  closeThread(store: TimelineStore): void {
    this.#threads.delete(store);
  }

  /** Who is in the room, at most some hundreds, and their names are known from then on. */
  async peopleOf(room: string): Promise<User[]> {
    const found: User[] = [];
    for (let page = 0; page < PEOPLE_PAGES; page++) {
      const members = await this.client.rest.members(room, found.at(-1)?.id, PEOPLE_PAGE);
      found.push(...members.map(({ user }) => user));
      if (members.length < PEOPLE_PAGE) break;
    }
    this.users.know(...found);
    return found;
  }

  /** Everything up to `seq`, which is the end of the room, was under my eyes. */
  async markRead(id: string, seq: number): Promise<void> {
    const room = this.rooms.peek().get(id);
    if (room === undefined || !room.member || (seq <= room.readSeq && room.readN >= room.n)) return;
    this.rooms.value = readMoved(this.rooms.peek(), id, seq, room.n);
    const answer = await this.client.markRead(id, seq);
    if (answer !== null) this.#tabs.postMessage({ room: id, readSeq: answer.readSeq, readN: answer.readN });
    else this.#unsaid.add(id);
  }

  /** All that was said in the room, or in all of mine, counts as read, seen or not. */
  readAll(id?: string): void {
    for (const room of this.myRooms.peek()) {
      if (id !== undefined && room.id !== id) continue;
      this.#timelines.get(room.id)?.readUpTo(room.lastSeq);
      void this.markRead(room.id, room.lastSeq);
    }
  }

  async react(room: string, seq: number, emoji: string, on: boolean): Promise<void> {
    await this.timeline(room).react(seq, emoji, on);
  }

  /** A message and all after it are unread again, on every device. */
  async markUnread(id: string, seq: number): Promise<void> {
    this.timeline(id).unreadFrom(seq);
    const answer = await this.client.markUnread(id, seq);
    if (answer === null) return;
    this.rooms.value = readPut(this.rooms.peek(), id, answer.readSeq, answer.readN);
    void this.refresh(id); // how many of them were said to me
  }

  // ── Inside ───────────────────────────────────────────────────────────────────────────────────────────

  #listen(signedOut: () => void): void {
    const { client } = this;
    this.#undo.push(
      client.on('events', ({ room, events }) => {
        const known = this.rooms.peek().get(room);
        this.rooms.value = eventsArrived(this.rooms.peek(), room, events, this.me.id);
        const authors = events.filter((event) => event.kind === 'messagePosted').map((event) => event.sender);
        this.typing.value = stopped(this.typing.peek(), room, authors);
        for (const store of this.#storesOf(room)) store.eventsArrived(events);
        this.threads.eventsArrived(room, events);
        this.forwards.eventsArrived(room, events);
        const end = events.find((event) => removedBy(event) === this.me.id);
        if (end !== undefined) {
          if (end.sender !== this.me.id) this.removed.value = this.rooms.peek().get(room) ?? null;
          this.#left(room);
        } else if (known !== undefined && (changesRights(events, this.me.id) || changesMentions(known, events, this.me.id))) void this.refresh(room);
      }),
      client.on('reset', ({ room, epoch, last }) => {
        this.rooms.value = epochChanged(this.rooms.peek(), room, epoch, last);
        for (const store of this.#storesOf(room)) {
          store.reset();
          void store.latest();
        }
        this.threads.load();
      }),
      client.on('me', ({ reads, rooms, settings, drafts }) => {
        this.notify.know(settings, rooms);
        this.drafts.know(drafts);
        this.threads.load();
        void this.scheduled.load();
        for (const { room, readSeq, readN } of reads) if (!this.#unsaid.has(room)) this.#readElsewhere(room, readSeq, readN, true);
        // Of rooms that I came into before this moment no change will tell: a list that was asked for before it may not have them.
        void this.loadRooms();
      }),
      client.on('meChanged', (change) => {
        if (change.kind === 'read') this.#readElsewhere(change.room, change.readSeq, change.readN, change.back);
        else if (change.kind === 'room') this.notify.told(change);
        else if (change.kind === 'settings') this.notify.know(change, [...this.notify.rooms.peek().values()]);
        else if (change.kind === 'thread') this.threads.told(change);
        else if (change.kind === 'draft') this.drafts.told(change);
        else if (change.kind === 'draftDropped') this.drafts.dropped(change.room, change.version);
        else if (change.kind === 'scheduled') this.scheduled.told(change);
        else if (change.kind === 'held') this.reports.toldHeld(change.room, change.open);
        else if (change.kind === 'reports') this.reports.told(change.room, change.open);
        else if (change.kind === 'mute') this.mutedUntil.value = new Map(this.mutedUntil.peek()).set(change.room, change.until);
        else if (change.kind === 'membership' && change.member !== (this.rooms.peek().get(change.room)?.member ?? false)) void this.loadRooms();
      }),
      client.on('presence', (users) => {
        const next = new Map(this.presence.peek());
        for (const { user, state } of users) next.set(user, state);
        this.presence.value = next;
      }),
      effect(() => client.watchPresence(this.#watched.value)),
      watchAway((isAway) => client.setAway(isAway)),
      client.on('refused', ({ room }) => this.#left(room)),
      client.on('ephemeral', ({ room, kind, user }) => {
        if (kind !== 'typing' || user === this.me.id) return;
        this.users.want([user]);
        this.typing.value = typed(this.typing.peek(), room, user, Date.now());
      }),
      client.on('outbox', (box) => (this.outbox.value = box)),
      client.on('sent', ({ room, thread, ...one }) => {
        for (const store of this.#storesOf(room)) if (store.thread === (thread ?? null)) store.sent(one);
      }),
      client.on('connection', (state) => {
        this.connection.value = state;
        if (state.is === 'connected') this.#connected();
        else if (state.is === 'waiting') this.#mayHaveMissed = true;
      }),
      this.users.users.subscribe((users) => (this.rooms.value = named(this.rooms.peek(), users))),
      client.on('signedOut', signedOut),
      heedPageHints(client),
      this.#onVisible(() => void this.loadRooms()),
      this.#onLeaving(() => this.deletions.flush()),
      startNotifier(this),
      this.#every(1000, () => (this.typing.value = expired(this.typing.peek(), Date.now()))),
    );
    this.#tabs.addEventListener('message', ({ data }: MessageEvent<{ room: string; readSeq: number; readN: number }>) => {
      this.#readElsewhere(data.room, data.readSeq, data.readN, false);
    });
  }

  /** Another device of mine has read, or this one, whose own reading is known already. */
  #readElsewhere(id: string, readSeq: number, readN: number, mayGoBack: boolean): void {
    const known = this.rooms.peek().get(id)?.readSeq ?? 0;
    if (readSeq > known) this.#timelines.get(id)?.readUpTo(readSeq);
    this.rooms.value = (mayGoBack ? readPut : readMoved)(this.rooms.peek(), id, readSeq, readN);
    const now = this.rooms.peek().get(id);
    if (now !== undefined && now.readSeq !== known && now.readSeq < now.lastSeq && (now.mentions > 0 || now.readSeq < known)) void this.refresh(id);
  }

  /** Back again: what could not be loaded or said without a connection. */
  #connected(): void {
    if (this.roomsState.peek() === 'failed') void this.loadRooms(); // else with what is mine, which is asked for on every connection
    if (this.#mayHaveMissed) void lookForNewVersion();
    this.#mayHaveMissed = false;
    for (const timeline of [...this.#timelines.values(), ...this.#threads]) if (timeline.failed.peek()) void timeline.latest();
    for (const id of this.#unsaid) {
      const seq = this.rooms.peek().get(id)?.readSeq;
      if (seq !== undefined) void this.client.markRead(id, seq);
    }
    this.#unsaid.clear();
  }

  #enter(room: Room): void {
    this.#changes++;
    this.rooms.value = named(roomLoaded(this.rooms.peek(), room), this.users.users.peek());
    this.#watch(room);
  }

  /** What is shown of a room: its line, and threads. */
  *#storesOf(room: string): Iterable<TimelineStore> {
    const line = this.#timelines.get(room);
    if (line !== undefined) yield line;
    for (const store of this.#threads) if (store.room === room) yield store;
  }

  #watch(room: Room): void {
    this.users.want(room.direct === null ? [...room.people] : [room.direct]);
    if (room.member) this.client.watch(room.id, room.lastSeq, room.epoch === '' ? undefined : room.epoch);
  }

  #left(id: string): void {
    this.#changes++;
    this.client.unwatch(id);
    for (const store of this.#storesOf(id)) store.reset();
    this.rooms.value = left(this.rooms.peek(), id);
  }

  async #enterLobby(): Promise<Room[]> {
    try {
      await this.client.rest.join(LOBBY);
    } catch {
      return []; // no lobby here: the welcome page says what to do
    }
    return await this.client.rest.rooms('mine');
  }

  #onVisible(run: () => void): () => void {
    const visible = (): void => {
      if (document.visibilityState === 'visible') run();
    };
    document.addEventListener('visibilitychange', visible);
    return () => document.removeEventListener('visibilitychange', visible);
  }

  #onLeaving(run: () => void): () => void {
    addEventListener('pagehide', run);
    return () => removeEventListener('pagehide', run);
  }

  #every(ms: number, run: () => void): () => void {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  }
}
