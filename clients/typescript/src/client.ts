import { backoff } from './backoff.ts';
import { newClientId } from './client-id.ts';
import { type Clock, systemClock } from './clock.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { Emitter, type Listener } from './emitter.ts';
import * as outbox from './outbox.ts';
import type { Outbox, OutboxStore, Pending, PendingFile } from './outbox.ts';
import { type OwnEffect, OwnLine } from './own-line.ts';
import { Problem, Unreachable } from './problem.ts';
import { ParleyRest, type RestOptions } from './rest.ts';
import { type ResetReason, RoomStream, type StartAt, type StreamEffect } from './room-stream.ts';
import { signalR } from './signalr-transport.ts';
import type { SendOptions, Transport, TransportFactory } from './transport.ts';
import type { Ack, Ephemeral, MyChange, MyState, Presence, ReadAck, Refused, RoomEvent, WireError } from './wire.ts';

export type ParleyEvents = {
  /** The next events of a watched room, in order, each once. */
  events: { readonly room: string; readonly epoch: string; readonly events: readonly RoomEvent[] };
  /** What you hold of the room is void; its next event will be `last + 1`. */
  reset: { readonly room: string; readonly reason: ResetReason; readonly last: number; readonly epoch: string };
  /** The server will not let you read the room; it is not watched any more. */
  refused: { readonly room: string; readonly error: WireError };
  ephemeral: Ephemeral;
  /** A message that was sent waits until a moderator has looked at it; it is not in the outbox any more. */
  held: { readonly room: string; readonly clientId: string };
  /** What is mine, whole: it takes the place of what was known. After `watchMe`, each reconnect, and whenever something was missed. */
  me: MyState;
  /** Something of it has changed, on whatever device. */
  meChanged: MyChange;
  /** Whether people I look at are there, as far as that is news. */
  presence: readonly Presence[];
  connection: ConnectionState;
  outbox: Outbox;
  /** A message of the outbox has its number. */
  sent: { readonly room: string; readonly clientId: string; readonly text: string; readonly replyTo?: number; readonly thread?: number; readonly seq: number; readonly at: string };
  signedOut: null;
};

export type ParleyOptions = RestOptions & {
  readonly transport?: TransportFactory;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly backoffMs?: readonly number[];
  readonly store?: OutboxStore;
  /** See StreamOptions: a person wants the newest, a bot wants all. */
  readonly maxCatchUp?: number;
  /** Makes client ids; 1–64 characters of [A-Za-z0-9_-]. */
  readonly newClientId?: () => string;
};

/** Rooms of one SubscribeMany: well within what one frame holds. */
const ROOMS_PER_ASK = 200;

/** When something was missed, it is asked for within this time. */
const ASK_SPREAD_MS = 2_000;

/** How long an edit or a delete is repeated while its outcome is unknown. */
const COMMAND_PATIENCE_MS = 10_000;

export class ParleyClient {
  readonly rest: ParleyRest;
  readonly #options: ParleyOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #emitter = new Emitter<ParleyEvents>();
  readonly #connection: Connection;
  readonly #streams = new Map<string, RoomStream>();
  readonly #toAsk = new Set<string>();
  readonly #timers = new Set<() => void>();
  readonly #own = new OwnLine();
  #watchesMe = false;
  #isAway = false;
  #looksAt: readonly string[] = [];
  #asking = false;
  #box: Outbox = [];
  #cancelPump: () => void = () => {};
  #loaded = false;
  #closed = false;

  constructor(options: ParleyOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.rest = new ParleyRest({
      ...options,
      signedOut: () => {
        options.signedOut?.();
        this.#signedOut();
      },
    });
    const token = options.accessToken;
    const transport =
      options.transport ??
      signalR({
        url: `${(options.baseUrl ?? '').replace(/\/$/, '')}/hub`,
        ...(token === undefined ? {} : { accessToken: async () => (await token()) ?? '' }),
      });
    this.#connection = new Connection(
      {
        transport,
        clock: this.#clock,
        random: this.#random,
        ...(options.backoffMs === undefined ? {} : { backoffMs: options.backoffMs }),
      },
      {
        state: (state) => this.#connectionChanged(state),
        events: (batch) => this.#feed(batch.room, (stream) => stream.live(batch)),
        gap: (gap) => this.#feed(gap.room, (stream) => stream.gap(gap)),
        ephemeral: (ephemeral) => this.#emitter.emit('ephemeral', ephemeral),
        presence: (users) => this.#emitter.emit('presence', users),
        me: (news) => this.#mine(this.#own.news(news)),
      },
    );
  }

  on<Name extends keyof ParleyEvents>(name: Name, listener: Listener<ParleyEvents[Name]>): () => void {
    return this.#emitter.on(name, listener);
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  get outbox(): Outbox {
    return this.#box;
  }

  /** Opens the connection and keeps it open until `close`. Does not wait: listen to `connection`. */
  connect(): void {
    this.#closed = false;
    if (!this.#loaded) void this.#loadOutbox();
    this.#loaded = true;
    this.#connection.open();
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#cancelPump();
    this.#connection.close();
  }

  /** “Try now”; also what a page calls when the network came back or it became visible. */
  hurry(): void {
    this.#connection.hurry();
  }

  /** The network went away: what is being sent waits for a new connection instead of failing on a dead one. */
  distrust(): void {
    this.#connection.distrust();
  }

  // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────

  /** Follows a room by its id from `start` on, over every reconnect. */
  watch(room: string, start: StartAt = 'now', epoch?: string): void {
    if (this.#streams.has(room)) return;
    const { maxCatchUp } = this.#options;
    this.#streams.set(room, new RoomStream(room, start, epoch, maxCatchUp === undefined ? {} : { maxCatchUp }));
    this.#askLater(room);
  }

  unwatch(room: string): void {
    if (!this.#streams.delete(room)) return;
    this.#toAsk.delete(room);
    void this.#connection.transport?.unsubscribe(room).catch(() => {});
  }

  /** The number of the last event emitted for the room, or null. */
  lastSeq(room: string): number | null {
    return this.#streams.get(room)?.last ?? null;
  }

  // ── Writing ──────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Puts a message into the outbox and returns its client id at once. With files it waits, and what is written behind it, until `uploaded` or `uploadFailed` is called
   * for it: the event `outbox` tells what there is to upload, also after a reload.
   */
  send(room: string, text: string, options: SendOptions & { readonly files?: readonly PendingFile[]; readonly clientId?: string } = {}): string {
    const clientId = options.clientId ?? this.#newClientId();
    if (this.#box.some((pending) => pending.clientId === clientId && pending.room === room)) return clientId;
    this.#setBox(outbox.queued(this.#box, { ...options, clientId, room, text }, this.#clock.now()));
    this.#pump();
    return clientId;
  }

  /** The files of a message are with the server. @param uploads Ids of their uploads, in their order. */
  uploaded(clientId: string, uploads: readonly string[]): void {
    this.#setBox(outbox.uploaded(this.#box, clientId, uploads));
    this.#pump();
  }

  /** A file of a message will not get there. @param error The sentence for people. */
  uploadFailed(clientId: string, error: string): void {
    this.#setBox(outbox.failed(this.#box, clientId, error));
    this.#pump();
  }

  /** Sends the failed messages of a room again, in the order written, with the client ids they had. */
  retry(room: string): void {
    this.#setBox(outbox.retried(this.#box, room));
    this.#pump();
  }

  /** Throws a failed message away. */
  discard(clientId: string): void {
    this.#setBox(outbox.discarded(this.#box, clientId));
  }

  async edit(room: string, seq: number, text: string): Promise<Ack> {
    const clientId = this.#newClientId();
    return await this.#command((transport) => transport.edit(room, seq, clientId, text));
  }

  async delete(room: string, seq: number): Promise<Ack> {
    const clientId = this.#newClientId();
    return await this.#command((transport) => transport.delete(room, seq, clientId));
  }

  /** @param on False: take the reaction back. */
  async react(room: string, seq: number, emoji: string, on = true): Promise<Ack> {
    const clientId = this.#newClientId();
    return await this.#command((transport) => transport.react(room, seq, clientId, emoji, on));
  }

  /** Null if there is no connection: reading is marked again soon enough. */
  async markRead(room: string, seq: number): Promise<ReadAck | null> {
    try {
      const answer = await this.#connection.transport?.markRead(room, seq);
      return answer?.ok === true ? answer : null;
    } catch {
      return null;
    }
  }

  /** Makes a message and all after it unread again, on every device. Null if there is no connection. */
  async markUnread(room: string, seq: number): Promise<ReadAck | null> {
    try {
      const answer = await this.#connection.transport?.markUnread(room, seq);
      return answer?.ok === true ? answer : null;
    } catch {
      return null;
    }
  }

  /** Follows what is mine on every device: `me` and `meChanged` tell it, over every reconnect. */
  watchMe(): void {
    if (this.#watchesMe) return;
    this.#watchesMe = true;
    void this.#askMine(0);
  }

  /** Somebody is at this device, or nobody any more. Kept over reconnects; counts once `watchMe` was called. */
  setAway(isAway: boolean): void {
    if (this.#isAway === isAway) return;
    this.#isAway = isAway;
    this.#sayPresence();
  }

  /** Looks at these users and at no others any more, over every reconnect: `presence` tells. */
  watchPresence(users: readonly string[]): void {
    this.#looksAt = [...users];
    this.#look(0);
  }

  typing(room: string): void {
    void this.#connection.transport?.typing(room).catch(() => {});
  }

  // ── Inside: connection ───────────────────────────────────────────────────────────────────────────────

  #connectionChanged(state: ConnectionState): void {
    if (state.is === 'connected') {
      if (this.#watchesMe) void this.#askMine(0);
      if (this.#looksAt.length > 0) this.#look(0);
      for (const room of this.#streams.keys()) this.#toAsk.add(room);
      this.#askSoon();
    } else {
      this.#asking = false;
      this.#own.disconnected();
      for (const stream of this.#streams.values()) stream.disconnected();
      this.#setBox(outbox.disconnected(this.#box));
    }
    this.#emitter.emit('connection', state);
    if (state.is === 'signed-out') this.#emitter.emit('signedOut', null);
    this.#pump();
  }

  #signedOut(): void {
    const { is } = this.#connection.state;
    if (is === 'off' || is === 'signed-out') return;
    this.#connection.close();
    this.#emitter.emit('signedOut', null);
  }

  // ── Inside: streams ──────────────────────────────────────────────────────────────────────────────────

  #feed(room: string, input: (stream: RoomStream) => StreamEffect[]): void {
    const stream = this.#streams.get(room);
    if (stream !== undefined) this.#carryOut(stream, input(stream));
  }

  #carryOut(stream: RoomStream, effects: readonly StreamEffect[]): void {
    const { room } = stream;
    for (const effect of effects) {
      if (this.#streams.get(room) !== stream) return; // a listener stopped watching
      switch (effect.do) {
        case 'emit':
          for (const event of effect.events) this.#maybeMine(room, event);
          this.#emitter.emit('events', { room, epoch: stream.epoch ?? '', events: effect.events });
          break;
        case 'reset':
          this.#emitter.emit('reset', { room, reason: effect.reason, last: effect.last, epoch: effect.epoch });
          break;
        case 'subscribe':
          this.#askLater(room);
          break;
        case 'fetch':
          this.#later(effect.failures === 0 ? 0 : this.#wait(effect.failures - 1), () => void this.#fetch(stream, effect));
          break;
        case 'refused':
          this.#refused(stream, effect.error);
          break;
      }
    }
  }

  async #fetch(stream: RoomStream, ask: { ticket: number; after: number; limit: number }): Promise<void> {
    try {
      const page = await this.rest.events(stream.room, { after: ask.after, limit: ask.limit });
      this.#feed(stream.room, (now) => (now === stream ? stream.fetched(ask.ticket, page) : []));
    } catch {
      this.#feed(stream.room, (now) => (now === stream ? stream.fetchFailed(ask.ticket) : []));
    }
  }

  #refused(stream: RoomStream, error: WireError): void {
    if (error.retryAfterMs !== null || error.outcome === 'unknown') {
      this.#later(error.retryAfterMs ?? this.#wait(1), () => {
        if (this.#streams.get(stream.room) === stream) this.#askLater(stream.room);
      });
      return;
    }
    this.#streams.delete(stream.room);
    this.#emitter.emit('refused', { room: stream.room, error });
  }

  #askLater(room: string): void {
    this.#toAsk.add(room);
    this.#askSoon();
  }

  /** Rooms asked for in one turn travel in one SubscribeMany. */
  #askSoon(): void {
    if (this.#asking || this.#toAsk.size === 0 || this.#connection.transport === null) return;
    this.#asking = true;
    queueMicrotask(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    const transport = this.#connection.transport;
    const rooms = [...this.#toAsk].slice(0, ROOMS_PER_ASK);
    for (const room of rooms) this.#toAsk.delete(room);
    const streams = rooms.map((room) => this.#streams.get(room)).filter((stream) => stream !== undefined);
    if (transport === null || streams.length === 0) {
      this.#asking = false;
      return this.#askSoon();
    }
    const asks = streams.map((stream) => stream.ask());
    try {
      const answers = await transport.subscribe(asks);
      if (transport !== this.#connection.transport) return; // answers of a connection that is gone
      streams.forEach((stream, index) => {
        const answer = answers[index];
        if (answer === undefined || this.#streams.get(stream.room) !== stream) return;
        this.#carryOut(stream, answer.ok ? stream.answered(answer) : stream.refused(answer.error));
      });
      this.#asking = false;
      this.#askSoon();
    } catch {
      if (transport !== this.#connection.transport) return;
      this.#later(this.#wait(1), () => {
        if (transport !== this.#connection.transport) return;
        this.#asking = false;
        for (const stream of streams) if (!stream.isLive) this.#toAsk.add(stream.room);
        this.#askSoon();
      });
    }
  }

  // ── Inside: what is mine ────────────────────────────────────────────────────────────

  #mine(effects: readonly OwnEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'state') this.#emitter.emit('me', effect.state);
      else if (effect.do === 'changes') for (const change of effect.changes) this.#emitter.emit('meChanged', change);
      else this.#later(this.#random() * ASK_SPREAD_MS, () => void this.#askMine(0)); // many may have missed the same
    }
  }

  async #askMine(failures: number): Promise<void> {
    const transport = this.#connection.transport;
    if (transport === null) return; // asked when there is one
    try {
      const answer = await transport.watchMe();
      if (transport !== this.#connection.transport) return;
      if (answer.ok) {
        if (this.#isAway) this.#sayPresence();
        return this.#mine(this.#own.answered(answer));
      }
      this.#later(answer.error.retryAfterMs ?? this.#wait(failures), () => void this.#askMine(failures + 1));
    } catch {
      if (transport === this.#connection.transport) this.#later(this.#wait(failures), () => void this.#askMine(failures + 1));
    }
  }

  #sayPresence(): void {
    void this.#connection.transport?.presence(this.#isAway ? 'away' : 'online').catch(() => {});
  }

  #look(failures: number): void {
    const transport = this.#connection.transport;
    const users = this.#looksAt;
    const again = (): void => {
      if (transport === this.#connection.transport && users === this.#looksAt) this.#later(this.#wait(failures), () => this.#look(failures + 1));
    };
    transport?.watchPresence(users).then((answer) => {
      if (!answer.ok && answer.error.retryAfterMs !== null) again();
    }, again);
  }

  // ── Inside: outbox ───────────────────────────────────────────────────────────────────────────────────

  async #loadOutbox(): Promise<void> {
    const { store } = this.#options;
    if (store === undefined) return;
    const stored = await store.load();
    const known = new Set(this.#box.map((pending) => pending.clientId));
    this.#box = [...outbox.restored(stored.filter((pending) => !known.has(pending.clientId))), ...this.#box];
    this.#emitter.emit('outbox', this.#box);
    this.#pump();
  }

  #setBox(box: Outbox): void {
    if (box === this.#box) return;
    const before = this.#box;
    this.#box = box;
    if (this.#options.store !== undefined) outbox.persist(this.#options.store, before, box);
    this.#emitter.emit('outbox', box);
  }

  /** An event with the client id of something I sent confirms it, whether or not its ack ever comes. */
  #maybeMine(room: string, event: RoomEvent): void {
    const { clientId } = event;
    if (typeof clientId !== 'string' || event.kind !== 'messagePosted') return;
    this.#confirmed(room, clientId, event.seq, event.at);
  }

  #confirmed(room: string, clientId: string, seq: number, at: string): void {
    const pending = this.#box.find((one) => one.clientId === clientId && one.room === room);
    if (pending === undefined) return;
    const { text, replyTo, thread } = pending;
    this.#emitter.emit('sent', { room, clientId, text, ...(replyTo === undefined ? {} : { replyTo }), ...(thread === undefined ? {} : { thread }), seq, at });
    this.#setBox(outbox.confirmed(this.#box, room, clientId));
    this.#pump();
  }

  #pump(): void {
    this.#cancelPump();
    const transport = this.#connection.transport;
    if (transport === null || this.#closed) return;
    const now = this.#clock.now();
    this.#setBox(outbox.expired(this.#box, now));
    for (const pending of outbox.due(this.#box, now)) void this.#post(transport, pending);
    const deadline = outbox.nextDeadline(this.#box);
    if (deadline !== null) this.#cancelPump = this.#clock.after(Math.max(0, deadline - now), () => this.#pump());
  }

  async #post(transport: Transport, pending: Pending): Promise<void> {
    const { clientId, room, text, replyTo, thread, draft, tries, uploads } = pending;
    this.#setBox(outbox.started(this.#box, clientId, this.#clock.now()));
    const stale = (): boolean => transport !== this.#connection.transport; // `disconnected` has seen to it already
    const isPlain = replyTo === undefined && thread === undefined && draft === undefined;
    try {
      const answer =
        uploads === undefined
          ? await transport.send(room, clientId, text, isPlain ? null : { replyTo, thread, draft })
          : await this.rest.sendWithFiles(room, clientId, text, uploads, { replyTo, thread });
      if (answer.ok) return this.#confirmed(room, clientId, answer.seq, answer.at);
      if (stale()) return;
      if (answer.error.code === 'message-held') return this.#held(room, clientId);
      this.#setBox(outbox.refused(this.#box, clientId, answer.error, this.#clock.now(), this.#wait(tries)));
    } catch {
      if (stale()) return;
      this.#setBox(outbox.postponed(this.#box, clientId, this.#clock.now() + this.#wait(tries)));
    }
    this.#pump();
  }

  /** The server has it, and sends it itself once a moderator has let it through; what is queued behind it goes on. */
  #held(room: string, clientId: string): void {
    this.#setBox(outbox.confirmed(this.#box, room, clientId));
    this.#emitter.emit('held', { room, clientId });
    this.#pump();
  }

  // ── Inside: commands with an answer ──────────────────────────────────────────────────────────────────

  /** Repeats while the outcome is unknown; safe because the client id stays the same. */
  async #command(run: (transport: Transport) => Promise<Ack | Refused>): Promise<Ack> {
    const until = this.#clock.now() + COMMAND_PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      const transport = this.#connection.transport;
      let wait = this.#wait(attempt);
      if (transport !== null) {
        try {
          const answer = await run(transport);
          if (answer.ok) return answer;
          const { retryAfterMs, outcome } = answer.error;
          if (retryAfterMs === null && outcome === 'none') throw Problem.of(answer.error);
          wait = retryAfterMs ?? wait;
          if (this.#clock.now() + wait > until) throw Problem.of(answer.error);
        } catch (error) {
          if (error instanceof Problem) throw error;
        }
      }
      if (this.#clock.now() + wait > until) throw new Unreachable('The server cannot be reached.');
      await new Promise<void>((resolve) => void this.#clock.after(wait, resolve));
    }
  }

  #wait(attempt: number): number {
    return backoff(attempt, this.#random, this.#options.backoffMs);
  }

  #later(ms: number, run: () => void): void {
    if (ms === 0) return queueMicrotask(run);
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  #newClientId(): string {
    return this.#options.newClientId?.() ?? newClientId(this.#clock.now());
  }
}
