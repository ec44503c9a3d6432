// The raw endpoint `/api/v1/ws`: one JSON object per text frame. For bots and other places without SignalR.

import {
  type Closed,
  ConnectFailure,
  type SendOptions,
  type SubscribeAsk,
  type Transport,
  type TransportFactory,
  type TransportHandlers,
} from './transport.ts';
import {
  parseAck,
  parseBatch,
  parseClosing,
  parseEphemeral,
  parseError,
  parseGap,
  parseMyNews,
  parseMyStateAnswer,
  parsePlainAck,
  parsePresences,
  parseReadAck,
  parseSubscribed,
  type Refused,
  WireFault,
} from './wire.ts';

export type WebSocketOptions = {
  readonly url: string;
  /** Sent in the first frame. Without it the browser's cookie signs in. */
  readonly accessToken?: () => string | Promise<string>;
  /** Node before 22 has no WebSocket of its own. */
  readonly WebSocket?: new (url: string) => WebSocket;
};

type Frame = Readonly<Record<string, unknown>>;
type Waiting = { readonly resolve: (frame: Frame) => void; readonly reject: (error: Error) => void };

export function rawWebSocket(options: WebSocketOptions): TransportFactory {
  return (handlers) => new WebSocketTransport(options, handlers);
}

class WebSocketTransport implements Transport {
  readonly #options: WebSocketOptions;
  readonly #handlers: TransportHandlers;
  readonly #waiting = new Map<number, Waiting>();
  #socket: WebSocket | null = null;
  #ready: { resolve: () => void; reject: (error: ConnectFailure) => void } | null = null;
  #stopped = false;
  #id = 0;
  #retryAfterMs: number | null = null;

  constructor(options: WebSocketOptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  async start(): Promise<void> {
    const token = await this.#options.accessToken?.();
    if (this.#stopped) throw new ConnectFailure({ why: 'lost', detail: 'stopped' });
    const socket = new (this.#options.WebSocket ?? WebSocket)(this.#options.url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (token !== undefined) socket.send(JSON.stringify({ type: 'auth', token }));
    });
    socket.addEventListener('message', (message) => this.#heard(message.data));
    socket.addEventListener('error', () => {}); // `close` follows; without a listener Node would end the process
    socket.addEventListener('close', (close) => this.#closed(closedBy(close.code, close.reason, this.#retryAfterMs)));
    await new Promise<void>((resolve, reject) => (this.#ready = { resolve, reject }));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#socket?.close(1000);
  }

  async subscribe(asks: readonly SubscribeAsk[]) {
    return await Promise.all(
      asks.map(async (ask) => parseSubscribed(await this.#ask({ type: 'subscribe', ...ask }))),
    );
  }

  async unsubscribe(room: string): Promise<void> {
    await this.#ask({ type: 'unsubscribe', room });
  }

  async send(room: string, clientId: string, text: string, options: SendOptions | null) {
    return parseAck(await this.#ask({ type: 'send', room, clientId, text, ...options }));
  }

  async edit(room: string, seq: number, clientId: string, text: string) {
    return parseAck(await this.#ask({ type: 'edit', room, seq, clientId, text }));
  }

  async delete(room: string, seq: number, clientId: string) {
    return parseAck(await this.#ask({ type: 'delete', room, seq, clientId }));
  }

  async react(room: string, seq: number, clientId: string, emoji: string, on: boolean) {
    return parseAck(await this.#ask({ type: 'react', room, seq, clientId, emoji, on }));
  }

  async markRead(room: string, seq: number) {
    return parseReadAck(await this.#ask({ type: 'markRead', room, seq }));
  }

  async markUnread(room: string, seq: number) {
    return parseReadAck(await this.#ask({ type: 'markUnread', room, seq }));
  }

  async watchMe() {
    return parseMyStateAnswer(await this.#ask({ type: 'watchMe' }));
  }

  async presence(state: 'online' | 'away') {
    return parsePlainAck(await this.#ask({ type: 'presence', state }));
  }

  async watchPresence(users: readonly string[]) {
    return parsePlainAck(await this.#ask({ type: 'watchPresence', users }));
  }

  async typing(room: string): Promise<void> {
    this.#open().send(JSON.stringify({ type: 'typing', room }));
  }

  #open(): WebSocket {
    if (this.#socket === null || this.#socket.readyState !== 1) throw new Error('not connected');
    return this.#socket;
  }

  /** The answer as the hub would give it: `{ok:true,…}` or `{ok:false,error}`. */
  async #ask(frame: Frame): Promise<Frame | Refused> {
    const id = ++this.#id;
    this.#open().send(JSON.stringify({ ...frame, id }));
    const answer = await new Promise<Frame>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    return answer['type'] === 'error' ? { ok: false, error: parseError(answer) } : { ok: true, ...answer };
  }

  #heard(data: unknown): void {
    let frame: Frame;
    try {
      frame = JSON.parse(String(data)) as Frame;
    } catch {
      return;
    }
    const waiting = typeof frame['id'] === 'number' ? this.#waiting.get(frame['id']) : undefined;
    if (waiting !== undefined) {
      this.#waiting.delete(frame['id'] as number);
      return waiting.resolve(frame);
    }
    try {
      this.#pushed(frame);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
    }
  }

  #pushed(frame: Frame): void {
    switch (frame['type']) {
      case 'ready':
        this.#ready?.resolve();
        this.#ready = null;
        break;
      case 'events':
        this.#handlers.events(parseBatch(frame));
        break;
      case 'gap':
        this.#handlers.gap(parseGap(frame));
        break;
      case 'ephemeral':
        this.#handlers.ephemeral(parseEphemeral(frame));
        break;
      case 'me':
        this.#handlers.me(parseMyNews(frame));
        break;
      case 'presence':
        this.#handlers.presence(parsePresences(frame));
        break;
      case 'closing': {
        const closing = parseClosing(frame);
        this.#retryAfterMs = closing.retryAfterMs;
        this.#handlers.closing(closing);
        break;
      }
    }
  }

  #closed(closed: Closed): void {
    this.#socket = null;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('connection closed'));
    this.#waiting.clear();
    const ready = this.#ready;
    this.#ready = null;
    if (ready !== null) ready.reject(new ConnectFailure(closed));
    else if (!this.#stopped) this.#handlers.closed(closed);
  }
}

const NEVER_AGAIN: readonly number[] = [1003, 1007, 1009, 4400, 4403];

function closedBy(code: number, reason: string, retryAfterMs: number | null): Closed {
  const detail = `${code} ${reason}`.trim();
  if (code === 4401) return { why: 'signed-out', detail };
  return { why: NEVER_AGAIN.includes(code) ? 'refused' : 'lost', detail, retryAfterMs };
}
