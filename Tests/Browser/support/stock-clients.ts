import { HttpTransportType, type HubConnection, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { type Account, type Event, newId } from './account.ts';

type Batch = { readonly room: string; readonly events: readonly Event[] };
type Subscribed = { readonly ok: boolean; readonly lastSeq: number; readonly events: readonly Event[]; readonly complete: boolean };
type Answer = { readonly ok: boolean; readonly seq: number; readonly error?: { readonly code: string } };

/** The events of one room as they came. What comes before the answer to Subscribe is held, as the contract says. */
class Stream {
  readonly events: Event[] = [];
  #early: Event[] | null = [];

  live(batch: readonly Event[]): void {
    (this.#early ?? this.events).push(...batch);
  }

  answered({ events, lastSeq }: { events: readonly Event[]; lastSeq: number }): void {
    this.events.push(...events, ...this.#early!.filter((event) => event.seq > lastSeq));
    this.#early = null;
  }
}

/** What any program does that speaks to the server: reads a room, sends, edits, deletes. */
export interface Client {
  /** Everything it was told, in the order it was told. */
  readonly events: readonly Event[];
  sends(text: string): Promise<number>;
  edits(seq: number, text: string): Promise<number>;
  deletes(seq: number): Promise<number>;
  closes(): Promise<void>;
}

/** The SignalR client from the package, the token in the address. */
export async function overSignalR(account: Account, room: string, transport: HttpTransportType): Promise<Client> {
  const hub: HubConnection = new HubConnectionBuilder()
    .withUrl(`${account.url}/hub?access_token=${encodeURIComponent(account.token)}`, { transport })
    .configureLogging(LogLevel.None)
    .build();
  const stream = new Stream();
  hub.on('events', (batch: Batch) => stream.live(batch.events));
  await hub.start();
  const answer = await hub.invoke<Subscribed>('Subscribe', room, 0, null);
  expect(answer).toMatchObject({ ok: true, complete: true });
  stream.answered(answer);
  const done = ({ ok, seq, error }: Answer): number => {
    expect({ ok, error }).toEqual({ ok: true });
    return seq;
  };
  return {
    events: stream.events,
    sends: async (text) => done(await hub.invoke<Answer>('Send', room, newId(), text, null)),
    edits: async (seq, text) => done(await hub.invoke<Answer>('Edit', room, seq, newId(), text)),
    deletes: async (seq) => done(await hub.invoke<Answer>('Delete', room, seq, newId())),
    closes: async () => await hub.stop(),
  };
}

type Frame = { readonly type: string; readonly id?: number; readonly seq?: number; readonly lastSeq?: number; readonly events?: readonly Event[] };

/** A WebSocket and JSON, nothing else. */
export async function overRawSocket(account: Account, room: string): Promise<Client> {
  const socket = new WebSocket(`${account.url.replace('http', 'ws')}/api/v1/ws`);
  const stream = new Stream();
  const waiting = new Map<number, (frame: Frame) => void>();
  let ids = 0;
  const ready = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed: ${code}`)));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token: account.token })));
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'ready') resolve();
      else if (frame.type === 'events') stream.live(frame.events!);
      else if (frame.id !== undefined) waiting.get(frame.id)?.(frame);
    });
  });
  await ready;
  const ask = async (frame: object, type: string): Promise<Frame> => {
    const id = ++ids;
    const answer = new Promise<Frame>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ ...frame, id, room }));
    const got = await answer;
    expect(got).toMatchObject({ type });
    return got;
  };
  const subscribed = new Promise<void>((resolve) => {
    const id = ++ids;
    // within the turn in which the frame comes: the events behind it are live ones
    waiting.set(id, (frame) => {
      stream.answered({ events: frame.events!, lastSeq: frame.lastSeq! });
      resolve();
    });
    socket.send(JSON.stringify({ type: 'subscribe', id, room, after: 0 }));
  });
  await subscribed;
  return {
    events: stream.events,
    sends: async (text) => (await ask({ type: 'send', clientId: newId(), text }, 'ack')).seq!,
    edits: async (seq, text) => (await ask({ type: 'edit', seq, clientId: newId(), text }, 'ack')).seq!,
    deletes: async (seq) => (await ask({ type: 'delete', seq, clientId: newId() }, 'ack')).seq!,
    closes: async () => {
      socket.close();
    },
  };
}
