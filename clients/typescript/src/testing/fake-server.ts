// A server in memory that keeps the contract but loses connections, answers and pushes as the seed will have it.

import { ConnectFailure, type SendOptions, type SubscribeAsk, type Transport, type TransportFactory, type TransportHandlers } from '../transport.ts';
import {
  type Ack,
  type EventPage,
  type MessagePosted,
  type MyNews,
  type MyState,
  parseMyState,
  type PlainAck,
  type Refused,
  type Subscribed,
  type WireError,
} from '../wire.ts';
import type { FakeClock } from './fake-clock.ts';

export type Faults = {
  /** Chances from 0 to 1, per push or call. */
  readonly dropPush: number;
  readonly duplicatePush: number;
  readonly delayPush: number;
  readonly gap: number;
  readonly breakConnection: number;
  readonly loseAnswer: number;
  readonly busy: number;
  readonly failFetch: number;
};

export const NO_FAULTS: Faults = {
  dropPush: 0,
  duplicatePush: 0,
  delayPush: 0,
  gap: 0,
  breakConnection: 0,
  loseAnswer: 0,
  busy: 0,
  failFetch: 0,
};

const PAGE = 5;

export class FakeServer {
  faults: Faults;
  epoch = 'e1';
  events: MessagePosted[] = [];
  floor = 0;
  /** What came with the messages. */
  readonly drafts: (number | undefined)[] = [];
  mine: MyState = parseMyState({ epoch: 'm1', version: 0 });
  /** Every Send that arrived, repeats included. */
  sends = 0;
  up = true;
  /** What Send answers instead of taking the message. */
  refuse: ((text: string) => WireError | null) | null = null;
  /** Send never answers: the message was lost on the way there, or its answer on the way back. */
  silent: 'no' | 'there' | 'back' = 'no';
  readonly #clock: FakeClock;
  readonly #random: () => number;
  readonly #connections = new Set<FakeConnection>();

  constructor(clock: FakeClock, random: () => number, faults: Faults = NO_FAULTS) {
    this.#clock = clock;
    this.#random = random;
    this.faults = faults;
  }

  readonly transport: TransportFactory = (handlers) => new FakeConnection(this, handlers);

  chance(fault: keyof Faults): boolean {
    return this.#random() < this.faults[fault];
  }

  later(run: () => void, ms: number): void {
    this.#clock.after(ms, run);
  }

  random(upTo: number): number {
    return Math.floor(this.#random() * upTo);
  }

  /** Takes a message, or answers a repeated client id with the first number. */
  post(clientId: string, text: string): MessagePosted {
    const known = this.events.find((event) => event.clientId === clientId);
    if (known !== undefined) return known;
    const seq = this.events.length + 1;
    const event: MessagePosted = { seq, kind: 'messagePosted', sender: 'u1', clientId, at: '', n: seq, text };
    this.events.push(event);
    for (const connection of Array.from(this.#connections)) connection.push(event);
    return event;
  }

  /** I have read on another device; the push may be lost. */
  read(room: string, readSeq: number): void {
    const { epoch, version } = this.mine;
    this.mine = { ...this.mine, version: version + 1, reads: [{ room, readSeq, readN: readSeq }] };
    const changes = [{ kind: 'read', room, readSeq, readN: readSeq, back: false }] as const;
    for (const connection of Array.from(this.#connections)) connection.news({ epoch, after: version, version: version + 1, changes });
  }

  page(after: number, limit: number): EventPage {
    const events = this.events.filter((event) => event.seq > after && event.seq >= this.floor).slice(0, Math.min(limit, PAGE));
    return this.#pageOf(events);
  }

  subscribed(ask: SubscribeAsk): Subscribed {
    const stranger = ask.epoch !== undefined && ask.epoch !== this.epoch;
    const wanted =
      ask.after === null || stranger ? [] : this.events.filter((event) => event.seq > ask.after! && event.seq >= this.floor);
    const run = wanted.slice(-PAGE);
    return { ok: true, ...this.#pageOf(run), complete: run.length === wanted.length };
  }

  fetch: typeof fetch = async (input) => {
    const url = new URL(String(input), 'http://test');
    await Promise.resolve();
    if (!this.up || this.chance('failFetch')) throw new TypeError('no network');
    const after = Number(url.searchParams.get('after'));
    return Response.json(this.page(after, Number(url.searchParams.get('limit') ?? 100)));
  };

  /** A backup was restored: another history under another epoch. */
  restore(events: number): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    this.events = this.events.slice(0, events);
    this.kill();
  }

  kill(): void {
    for (const connection of Array.from(this.#connections)) connection.break();
  }

  get connections(): readonly { away: boolean; looksAt: readonly string[] }[] {
    return [...this.#connections];
  }

  joined(connection: FakeConnection): void {
    this.#connections.add(connection);
  }

  gone(connection: FakeConnection): void {
    this.#connections.delete(connection);
  }

  #pageOf(events: readonly MessagePosted[]): EventPage {
    const lastSeq = this.events.length;
    return { room: 'r1', epoch: this.epoch, firstSeq: events[0]?.seq ?? 0, lastSeq, floor: this.floor, events };
  }
}

class FakeConnection implements Transport {
  readonly #server: FakeServer;
  readonly #handlers: TransportHandlers;
  #open = false;
  #subscribed = false;
  away = false;
  looksAt: readonly string[] = [];

  constructor(server: FakeServer, handlers: TransportHandlers) {
    this.#server = server;
    this.#handlers = handlers;
  }

  async start(): Promise<void> {
    await Promise.resolve();
    if (!this.#server.up) throw new ConnectFailure({ why: 'lost' });
    this.#open = true;
    this.#server.joined(this);
  }

  async stop(): Promise<void> {
    this.#open = false;
    this.#server.gone(this);
  }

  break(): void {
    if (!this.#open) return;
    void this.stop();
    this.#handlers.closed({ why: 'lost' });
  }

  push(event: MessagePosted): void {
    const server = this.#server;
    if (!this.#subscribed || !this.#open) return;
    if (server.chance('gap')) {
      this.#subscribed = false;
      this.#handlers.gap({ room: 'r1', epoch: server.epoch, fromSeq: event.seq });
      return;
    }
    const batch = { room: 'r1', epoch: server.epoch, events: [event] };
    const deliver = (): void => {
      if (this.#open) this.#handlers.events(batch);
    };
    if (server.chance('dropPush')) return;
    if (server.chance('duplicatePush')) deliver();
    if (server.chance('delayPush')) server.later(deliver, server.random(300));
    else deliver();
  }

  news(news: MyNews): void {
    if (this.#open && !this.#server.chance('dropPush')) this.#handlers.me(news);
  }

  async subscribe(asks: readonly SubscribeAsk[]): Promise<readonly (Subscribed | Refused)[]> {
    await this.#call();
    this.#subscribed = true;
    const answers = asks.map((ask) => this.#server.subscribed(ask));
    await this.#answer(); // live events may overtake the answer
    return answers;
  }

  async send(_room: string, clientId: string, text: string, options: SendOptions | null): Promise<Ack | Refused> {
    await this.#call();
    this.#server.sends++;
    this.#server.drafts.push(options?.draft);
    if (this.#server.silent === 'there') return await new Promise<never>(() => {});
    const refusal = this.#server.refuse?.(text) ?? null;
    if (refusal !== null) return { ok: false, error: refusal };
    if (this.#server.chance('busy')) {
      return { ok: false, error: { code: 'busy', message: 'Busy.', retryAfterMs: 200, outcome: 'none' } };
    }
    const { seq, at } = this.#server.post(clientId, text);
    if (this.#server.silent === 'back') return await new Promise<never>(() => {});
    await this.#answer();
    return { ok: true, room: 'r1', epoch: this.#server.epoch, seq, at };
  }

  async unsubscribe(): Promise<void> {
    this.#subscribed = false;
  }

  edit(): Promise<Ack> {
    throw new Error('not faked');
  }

  delete(): Promise<Ack> {
    throw new Error('not faked');
  }

  react(): Promise<Ack> {
    throw new Error('not faked');
  }

  markRead(): Promise<never> {
    throw new Error('not faked');
  }

  markUnread(): Promise<never> {
    throw new Error('not faked');
  }

  async watchMe(): Promise<{ ok: true } & MyState> {
    await this.#call();
    const state = this.#server.mine;
    await this.#answer();
    return { ok: true, ...state };
  }

  async presence(state: 'online' | 'away'): Promise<PlainAck> {
    await this.#call();
    this.away = state === 'away';
    await this.#answer();
    return { ok: true };
  }

  async watchPresence(users: readonly string[]): Promise<PlainAck> {
    await this.#call();
    this.looksAt = users;
    this.#handlers.presence(users.map((user) => ({ user, state: 'online', status: null })));
    await this.#answer();
    return { ok: true };
  }

  async typing(): Promise<void> {}

  async #call(): Promise<void> {
    await Promise.resolve();
    if (!this.#open) throw new Error('not connected');
    if (this.#server.chance('breakConnection')) {
      this.break();
      throw new Error('connection lost before the call arrived');
    }
  }

  async #answer(): Promise<void> {
    const delay = this.#server.random(120);
    await new Promise<void>((resolve) => this.#server.later(resolve, delay));
    if (this.#server.chance('loseAnswer')) {
      this.break();
      throw new Error('connection lost before the answer came');
    }
    if (!this.#open) throw new Error('connection lost');
  }
}
