// Keeps one connection up: connects, waits, connects again. Knows nothing of rooms or messages.

import { backoff, BACKOFF_MS } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Closed, closedByFailure, type Transport, type TransportFactory, type TransportHandlers } from './transport.ts';
import type { Closing } from './wire.ts';

export type ConnectionState =
  | { readonly is: 'off' }
  | { readonly is: 'connecting'; readonly downSince: number }
  | { readonly is: 'connected' }
  | { readonly is: 'waiting'; readonly downSince: number; readonly retryAt: number }
  | { readonly is: 'signed-out' }
  | { readonly is: 'refused'; readonly detail: string };

export type ConnectionOptions = {
  readonly transport: TransportFactory;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly backoffMs?: readonly number[];
  /** Give up on a start that neither succeeds nor fails. */
  readonly startTimeoutMs?: number;
};

export type ConnectionHandlers = Omit<TransportHandlers, 'closed' | 'closing'> & {
  readonly state: (state: ConnectionState) => void;
};

export class Connection {
  readonly #options: Required<ConnectionOptions>;
  readonly #handlers: ConnectionHandlers;
  #state: ConnectionState = { is: 'off' };
  #transport: Transport | null = null;
  #attempt = 0;
  #downSince = 0;
  /** What the server said before it closes. */
  #closing: Closing | null = null;
  #cancelTimer: () => void = () => {};

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = {
      clock: systemClock,
      random: Math.random,
      backoffMs: BACKOFF_MS,
      startTimeoutMs: 15_000,
      ...options,
    };
    this.#handlers = handlers;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The open transport, or null while there is none. */
  get transport(): Transport | null {
    return this.#state.is === 'connected' ? this.#transport : null;
  }

  open(): void {
    const { is } = this.#state;
    if (is === 'connected' || is === 'connecting' || is === 'waiting') return;
    this.#attempt = 0;
    this.#downSince = this.#options.clock.now();
    this.#connect();
  }

  /** Someone pressed “try now”, the network came back, the page became visible: do not wait out the backoff. */
  hurry(): void {
    if (this.#state.is !== 'waiting') return;
    this.#attempt = 0;
    this.#connect();
  }

  /** The machine has lost its network: an open connection may be dead without knowing. Whether it is, a new one tells at once. */
  distrust(): void {
    if (this.#state.is === 'connected') this.#ended({ why: 'lost', detail: 'no network' });
  }

  close(): void {
    this.#drop();
    this.#set({ is: 'off' });
  }

  #connect(): void {
    this.#drop();
    const mine = this.#options.transport({
      events: (batch) => this.#from(mine, () => this.#handlers.events(batch)),
      gap: (gap) => this.#from(mine, () => this.#handlers.gap(gap)),
      ephemeral: (ephemeral) => this.#from(mine, () => this.#handlers.ephemeral(ephemeral)),
      me: (news) => this.#from(mine, () => this.#handlers.me(news)),
      presence: (users) => this.#from(mine, () => this.#handlers.presence(users)),
      closing: (closing) => this.#from(mine, () => void (this.#closing = closing)),
      closed: (closed) => this.#from(mine, () => this.#ended(closed)),
    });
    this.#transport = mine;
    this.#set({ is: 'connecting', downSince: this.#downSince });
    this.#cancelTimer = this.#options.clock.after(this.#options.startTimeoutMs, () =>
      this.#from(mine, () => this.#ended({ why: 'lost', detail: 'no answer' })),
    );
    mine.start().then(
      () => this.#from(mine, () => this.#started()),
      (error: unknown) =>
        this.#from(mine, () => this.#ended(closedByFailure(error))),
    );
  }

  #started(): void {
    if (this.#state.is !== 'connecting') return;
    this.#cancelTimer();
    this.#attempt = 0;
    this.#set({ is: 'connected' });
  }

  #ended(closed: Closed): void {
    if (this.#state.is === 'connected') this.#downSince = this.#options.clock.now();
    const asked = closed.retryAfterMs ?? this.#closing?.retryAfterMs;
    const ended = this.#closing?.reason === 'session-ended';
    this.#drop();
    if (closed.why === 'signed-out' || ended) return this.#set({ is: 'signed-out' });
    if (closed.why === 'refused') return this.#set({ is: 'refused', detail: closed.detail ?? '' });
    const wait = (asked ?? 0) + backoff(this.#attempt++, this.#options.random, this.#options.backoffMs);
    this.#set({ is: 'waiting', downSince: this.#downSince, retryAt: this.#options.clock.now() + wait });
    this.#cancelTimer = this.#options.clock.after(wait, () => this.#connect());
  }

  #drop(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    this.#closing = null;
    const old = this.#transport;
    this.#transport = null;
    if (old !== null) void old.stop().catch(() => {});
  }

  /** Only the transport of the hour may speak; one that was dropped is not heard any more. */
  #from(transport: Transport, run: () => void): void {
    if (transport === this.#transport) run();
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#handlers.state(state);
  }
}
