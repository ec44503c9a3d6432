import { Problem } from './problem.ts';
import type { Ack, Closing, Ephemeral, EventBatch, Gap, MyNews, MyState, PlainAck, Presence, ReadAck, Refused, Subscribed } from './wire.ts';

export type SubscribeAsk = { readonly room: string; readonly after: number | null; readonly epoch?: string };

/** Why a connection ended or could not be made. */
export type Closed = {
  /** `signed-out`: sign in first. `refused`: never again without a change (origin, contract). `lost`: try again. */
  readonly why: 'signed-out' | 'refused' | 'lost';
  readonly retryAfterMs?: number | null;
  readonly detail?: string;
};

export type TransportHandlers = {
  readonly events: (batch: EventBatch) => void;
  readonly gap: (gap: Gap) => void;
  readonly ephemeral: (ephemeral: Ephemeral) => void;
  readonly me: (news: MyNews) => void;
  readonly presence: (users: readonly Presence[]) => void;
  readonly closing: (closing: Closing) => void;
  readonly closed: (closed: Closed) => void;
};

/**
 * One connection, used once: made, started, closed. A refusal is an answer; a rejected promise means that
 * the outcome is unknown. `start` rejects with a ConnectFailure.
 */
export interface Transport {
  start(): Promise<void>;
  stop(): Promise<void>;
  subscribe(asks: readonly SubscribeAsk[]): Promise<readonly (Subscribed | Refused)[]>;
  unsubscribe(room: string): Promise<void>;
  send(room: string, clientId: string, text: string, options: SendOptions | null): Promise<Ack | Refused>;
  edit(room: string, seq: number, clientId: string, text: string): Promise<Ack | Refused>;
  delete(room: string, seq: number, clientId: string): Promise<Ack | Refused>;
  react(room: string, seq: number, clientId: string, emoji: string, on: boolean): Promise<Ack | Refused>;
  markRead(room: string, seq: number): Promise<ReadAck | Refused>;
  markUnread(room: string, seq: number): Promise<ReadAck | Refused>;
  /** From now on `me` tells what changes after the answer; asked again, it is the state anew. */
  watchMe(): Promise<({ readonly ok: true } & MyState) | Refused>;
  /** Whether somebody is at this device. Counts once `watchMe` was called. */
  presence(state: 'online' | 'away'): Promise<PlainAck | Refused>;
  /** Looks at these users and at no others any more; `presence` tells. */
  watchPresence(users: readonly string[]): Promise<PlainAck | Refused>;
  typing(room: string): Promise<void>;
}

export type SendOptions = {
  /** Seq of the message whose thread the message belongs to. */
  readonly thread?: number;
  readonly replyTo?: number;
  /** Version of the draft that the message was: the server drops it. */
  readonly draft?: number;
};

export type TransportFactory = (handlers: TransportHandlers) => Transport;

/** What the failure of a start means; a refused token is no reason to try again. */
export function closedByFailure(error: unknown): Closed {
  if (error instanceof ConnectFailure) return error.closed;
  if (error instanceof Problem && error.status === 401) return { why: 'signed-out', detail: error.message };
  return { why: 'lost', detail: error instanceof Error ? error.message : undefined };
}

export class ConnectFailure extends Error {
  override readonly name = 'ConnectFailure';
  readonly closed: Closed;
  constructor(closed: Closed) {
    super(closed.detail ?? closed.why);
    this.closed = closed;
  }
}
