import {
  HttpError,
  HttpTransportType,
  type HubConnection,
  HubConnectionBuilder,
  type IHttpConnectionOptions,
  LogLevel,
} from '@microsoft/signalr';
import {
  type Closed,
  closedByFailure,
  ConnectFailure,
  type SendOptions,
  type SubscribeAsk,
  type Transport,
  type TransportFactory,
  type TransportHandlers,
} from './transport.ts';
import {
  list,
  parseAck,
  parseBatch,
  parseClosing,
  parseEphemeral,
  parseGap,
  parseMyNews,
  parseMyStateAnswer,
  parsePlainAck,
  parsePresences,
  parseReadAck,
  parseSubscribed,
  WireFault,
} from './wire.ts';

export type SignalROptions = {
  readonly url: string;
  /** Without it the browser's cookie signs in. */
  readonly accessToken?: () => string | Promise<string>;
  readonly serverTimeoutMs?: number;
};

/** A WebSocket without negotiation first; if that cannot be had, negotiated server-sent events or long polling. */
export function signalR(options: SignalROptions): TransportFactory {
  return (handlers) => new SignalRTransport(options, handlers);
}

class SignalRTransport implements Transport {
  readonly #options: SignalROptions;
  readonly #handlers: TransportHandlers;
  #hub: HubConnection | null = null;
  #stopped = false;

  constructor(options: SignalROptions, handlers: TransportHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  async start(): Promise<void> {
    try {
      await this.#startWith({ skipNegotiation: true, transport: HttpTransportType.WebSockets });
      return;
    } catch {
      // A browser does not say why a WebSocket failed: the negotiation below will.
      if (this.#stopped) throw new ConnectFailure({ why: 'lost', detail: 'stopped' });
    }
    try {
      await this.#startWith({ transport: HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling });
    } catch (error) {
      throw new ConnectFailure(closedBy(error));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const hub = this.#hub;
    this.#hub = null;
    await hub?.stop();
  }

  async subscribe(asks: readonly SubscribeAsk[]) {
    const wire = asks.map((ask) => ({ room: ask.room, after: ask.after, epoch: ask.epoch ?? null }));
    return list(await this.#call('SubscribeMany', wire), parseSubscribed);
  }

  async unsubscribe(room: string): Promise<void> {
    await this.#call('Unsubscribe', room);
  }

  async send(room: string, clientId: string, text: string, options: SendOptions | null) {
    return parseAck(await this.#call('Send', room, clientId, text, options));
  }

  async edit(room: string, seq: number, clientId: string, text: string) {
    return parseAck(await this.#call('Edit', room, seq, clientId, text));
  }

  async delete(room: string, seq: number, clientId: string) {
    return parseAck(await this.#call('Delete', room, seq, clientId));
  }

  async react(room: string, seq: number, clientId: string, emoji: string, on: boolean) {
    return parseAck(await this.#call('React', room, seq, clientId, emoji, on));
  }

  async markRead(room: string, seq: number) {
    return parseReadAck(await this.#call('MarkRead', room, seq));
  }

  async markUnread(room: string, seq: number) {
    return parseReadAck(await this.#call('MarkUnread', room, seq));
  }

  async watchMe() {
    return parseMyStateAnswer(await this.#call('WatchMe'));
  }

  async presence(state: 'online' | 'away') {
    return parsePlainAck(await this.#call('Presence', state));
  }

  async watchPresence(users: readonly string[]) {
    return parsePlainAck(await this.#call('WatchPresence', users));
  }

  async typing(room: string): Promise<void> {
    await this.#call('Typing', room);
  }

  async #call(method: string, ...args: unknown[]): Promise<unknown> {
    if (this.#hub === null) throw new Error('not connected');
    return await this.#hub.invoke<unknown>(method, ...args);
  }

  async #startWith(connect: IHttpConnectionOptions): Promise<void> {
    const { url, accessToken, serverTimeoutMs = 30_000 } = this.#options;
    const hub = new HubConnectionBuilder()
      .withUrl(url, { ...connect, ...(accessToken === undefined ? {} : { accessTokenFactory: accessToken }) })
      .configureLogging(LogLevel.None)
      .withServerTimeout(serverTimeoutMs)
      .build();
    const hear = <T>(name: string, parse: (json: unknown) => T, then: (value: T) => void): void =>
      hub.on(name, (json: unknown) => {
        try {
          then(parse(json));
        } catch (error) {
          if (!(error instanceof WireFault)) throw error; // a malformed push is dropped: the hole it leaves is fetched
        }
      });
    hear('events', parseBatch, this.#handlers.events);
    hear('gap', parseGap, this.#handlers.gap);
    hear('ephemeral', parseEphemeral, this.#handlers.ephemeral);
    hear('me', parseMyNews, this.#handlers.me);
    hear('presence', parsePresences, this.#handlers.presence);
    hear('closing', parseClosing, this.#handlers.closing);
    hub.onclose((error) => {
      if (this.#hub === hub) this.#handlers.closed(closedBy(error));
    });
    await hub.start();
    if (this.#stopped) {
      await hub.stop();
      throw new Error('stopped');
    }
    this.#hub = hub;
  }
}

function closedBy(error: unknown): Closed {
  const status = statusOf(error);
  if (status === 401) return { why: 'signed-out' };
  if (status === 403) return { why: 'refused', detail: 'The server does not accept connections from this address.' };
  return closedByFailure(error);
}

/** SignalR wraps the HTTP answer of the negotiation in different errors; the status is what we want. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpError) return error.statusCode;
  if (!(error instanceof Error)) return null;
  const inner: unknown = (error as { innerErrors?: unknown }).innerErrors;
  if (Array.isArray(inner)) return inner.map(statusOf).find((status) => status !== null) ?? null;
  const said = /Status code '(\d{3})'/.exec(error.message);
  return said === null ? null : Number(said[1]);
}
