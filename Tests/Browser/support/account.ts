/** One event of a room, as the server says it. */
export type Event = {
  readonly seq: number;
  readonly kind: string;
  readonly sender: string;
  readonly text?: string;
  readonly target?: number;
  readonly deleted?: boolean;
};

export type RoomAnswer = { readonly id: string; readonly name: string; readonly lastSeq: number };

export const PASSWORD = 'correct horse battery 42';

let ids = 0;
export const newId = (): string => `t${Date.now().toString(36)}-${++ids}`;

/** A user of the server and their token: says over REST what needs no browser. */
export class Account {
  readonly url: string;
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly token: string;

  private constructor(url: string, user: { id: string; userName: string; displayName: string }, token: string) {
    this.url = url;
    this.id = user.id;
    this.userName = user.userName;
    this.displayName = user.displayName;
    this.token = token;
  }

  /** A new user, signed in. */
  static async create(url: string, userName: string, displayName: string): Promise<Account> {
    const user = await call<{ id: string; userName: string; displayName: string }>(url, 'POST', 'users', { userName, password: PASSWORD, displayName });
    const session = await call<{ accessToken: string }>(url, 'POST', 'sessions', { userName, password: PASSWORD, device: 'Test' });
    return new Account(url, user, session.accessToken);
  }

  /** Somebody who is there already, with the password of these tests. */
  static async signIn(url: string, userName: string): Promise<Account> {
    const session = await call<{ accessToken: string; user: { id: string; userName: string; displayName: string } }>(url, 'POST', 'sessions', { userName, password: PASSWORD, device: 'Test' });
    return new Account(url, session.user, session.accessToken);
  }

  async createRoom(name: string, title: string, visibility: 'public' | 'private' = 'public'): Promise<RoomAnswer> {
    return await this.call('POST', 'rooms', { name, title, visibility });
  }

  async join(room: string): Promise<void> {
    await this.call('PUT', `rooms/${room}/members/me`);
  }

  async leave(room: string): Promise<void> {
    await this.call('DELETE', `rooms/${room}/members/me`);
  }

  async room(room: string): Promise<RoomAnswer> {
    return await this.call('GET', `rooms/${room}`);
  }

  /** Says something, perhaps in a thread or as an answer; the number it got. */
  async says(room: string, text: string, more: { readonly thread?: number; readonly replyTo?: number } = {}): Promise<number> {
    return (await this.call<{ seq: number }>('POST', `rooms/${room}/messages`, { clientId: newId(), text, ...more })).seq;
  }

  async edits(room: string, seq: number, text: string): Promise<void> {
    await this.call('PATCH', `rooms/${room}/messages/${seq}`, { clientId: newId(), text });
  }

  async deletes(room: string, seq: number): Promise<void> {
    await this.call('DELETE', `rooms/${room}/messages/${seq}`);
  }

  /** The whole history of a room. */
  async history(room: string): Promise<Event[]> {
    const all: Event[] = [];
    for (;;) {
      const page = await this.call<{ lastSeq: number; events: Event[] }>('GET', `rooms/${room}/events?after=${all.at(-1)?.seq ?? 0}&limit=1000`);
      all.push(...page.events);
      if (page.events.length === 0 || page.events.at(-1)!.seq >= page.lastSeq) return all;
    }
  }

  /** Ends every session but this one. */
  async endsOtherSessions(): Promise<void> {
    for (const session of await this.call<{ id: string; current: boolean }[]>('GET', 'sessions')) {
      if (!session.current) await this.call('DELETE', `sessions/${session.id}`);
    }
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return await call<T>(this.url, method, path, body, this.token);
  }
}

async function call<T>(url: string, method: string, path: string, body?: unknown, token?: string): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
