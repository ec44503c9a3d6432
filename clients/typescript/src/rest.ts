import { type CodeSent, parseCodeSent } from './account.ts';
import { Problem, problemOf, Unreachable } from './problem.ts';
import { parseUpload, type Upload } from './files.ts';
import { type Job, parseJob } from './jobs.ts';
import { parseSlashAnswers, parseSlashCommands, parseSlashRun, type SlashAnswer, type SlashCommand, type SlashRun } from './slash-commands.ts';
import { parseSearchPage, type SearchAsk, type SearchPage } from './search.ts';
import {
  type Ack,
  type Ban,
  type Draft,
  type EventPage,
  type Forwarded,
  type Invite,
  type InviteMade,
  list,
  type Member,
  type Message,
  type MessagePage,
  type MessageVersion,
  type MySettings,
  type MyState,
  type NewPoll,
  parseAck,
  parseBan,
  parseChoices,
  parseDraft,
  parseForwarded,
  parseInvite,
  parseInviteMade,
  parseMember,
  parseMessage,
  parseMessagePage,
  parseMessages,
  parseMessageVersion,
  parseMySettings,
  parseMyState,
  parsePage,
  parseReport,
  parseRoom,
  parseRoomLevel,
  parseRoomPresence,
  parseScheduled,
  parseSession,
  parseThreadMark,
  parseThreadPage,
  parseThreads,
  parseUser,
  type Refused,
  type Report,
  type Room,
  type RoomHistory,
  type Retention,
  type RoomLeavers,
  type RoomLevel,
  type RoomPresence,
  type RoomRole,
  type ScheduledMessage,
  type Session,
  type ThreadMark,
  type ThreadPage,
  type Threads,
  type User,
  type UserStatus,
  type Visibility,
} from './wire.ts';

export type Tokens = { readonly accessToken: string; readonly refreshToken: string; readonly expiresIn: number };
export type SignedIn = { readonly session: string; readonly user: User };
export type SignedInWithTokens = SignedIn & Tokens;

export type RestOptions = {
  /** The server's address without a path; empty in a browser served by it. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  /** The bearer token of a request; without it the browser's cookie is sent. */
  readonly accessToken?: () => string | null | Promise<string | null>;
  /** Told of every 401 that was not an attempt to sign in. */
  readonly signedOut?: () => void;
};

export type NewAccount = {
  readonly userName: string;
  readonly password: string;
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
  readonly invite?: string | undefined;
};

export type SignInOptions = {
  /** `open`, `invite` or `closed`. */
  readonly registration: string;
  readonly demo: boolean;
  /** A new account needs an e-mail address. */
  readonly emailNeeded: boolean;
  /** The server sends e-mail: passwords can be reset. */
  readonly email: boolean;
  readonly sms: boolean;
  /** Others by whom one can sign in. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
};

type Call = {
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: Blob;
  /** The answer is a file. */
  readonly blob?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly anonymous?: boolean;
  readonly signal?: AbortSignal;
  readonly keepalive?: boolean;
};

/** The REST calls of the contract, one method each. Refusals are thrown as Problem, no answer at all as Unreachable. */
export class ParleyRest {
  readonly #options: RestOptions;
  readonly #base: string;

  constructor(options: RestOptions = {}) {
    this.#options = options;
    this.#base = `${(options.baseUrl ?? '').replace(/\/$/, '')}/api/v1`;
  }

  async signUp(userName: string, password: string, displayName?: string): Promise<User> {
    return (await this.signUpWith({ userName, password, displayName })).user;
  }

  /** With what the server's policy asks for; `emailCode` is set if a code was sent to the address. */
  async signUpWith(account: NewAccount): Promise<{ user: User; emailCode: CodeSent | null }> {
    const json = record(await this.#call('POST', '/users', { body: account, anonymous: true }));
    return { user: parseUser(json), emailCode: json['emailCode'] === undefined ? null : parseCodeSent(json['emailCode']) };
  }

  async user(id: string): Promise<User> {
    return parseUser(await this.#call('GET', `/users/${encodeURIComponent(id)}`));
  }

  /** Those of the ids that exist; asks in portions of 100. */
  async users(ids: readonly string[]): Promise<User[]> {
    const found: User[] = [];
    for (let at = 0; at < ids.length; at += 100) {
      const some = ids.slice(at, at + 100).map(encodeURIComponent).join(',');
      found.push(...list(await this.#call('GET', `/users?ids=${some}`), parseUser));
    }
    return found;
  }

  async me(): Promise<User> {
    return parseUser(await this.#call('GET', '/me'));
  }

  async signIn(userName: string, password: string, device?: string): Promise<SignedInWithTokens> {
    return tokens(await this.#call('POST', '/sessions', { body: { userName, password, device }, anonymous: true }));
  }

  async refresh(refreshToken: string): Promise<SignedInWithTokens> {
    return tokens(await this.#call('POST', '/sessions/refresh', { body: { refreshToken }, anonymous: true }));
  }

  async signInWithCookie(userName: string, password: string, device?: string): Promise<SignedIn> {
    const body = { userName, password, device, cookie: true };
    return signedIn(await this.#call('POST', '/sessions', { body, anonymous: true }));
  }

  /** Goes on with a sign-in that was refused as `second-factor-needed`; the problem has the ticket. */
  async continueSignInWithCookie(ticket: string, code: string, device?: string): Promise<SignedIn> {
    const body = { ticket, code, device, cookie: true };
    return signedIn(await this.#call('POST', '/sessions/second-factor', { body, anonymous: true }));
  }

  /** Has a code sent to the address, if it is somebody's; the answer is the same if not. */
  async requestPasswordReset(email: string): Promise<CodeSent> {
    return parseCodeSent(await this.#call('POST', '/password-resets', { body: { email }, anonymous: true }));
  }

  /** The user name of whose password was replaced. */
  async confirmPasswordReset(id: string, code: string, password: string): Promise<string> {
    const json = await this.#call('POST', `/password-resets/${encodeURIComponent(id)}`, { body: { code, password }, anonymous: true });
    return String(record(json)['userName'] ?? '');
  }

  /** Who has come from a provider and has no account yet: a suggestion for one. */
  async pendingIdentity(): Promise<{ provider: string; userName: string; displayName: string }> {
    const json = record(await this.#call('GET', '/openid/sign-up', { anonymous: true }));
    return { provider: String(json['provider'] ?? ''), userName: String(json['userName'] ?? ''), displayName: String(json['displayName'] ?? '') };
  }

  async signUpByProvider(userName: string, displayName?: string, invite?: string): Promise<SignedIn> {
    return signedIn(await this.#call('POST', '/openid/sign-up', { body: { userName, displayName, invite }, anonymous: true }));
  }

  /** Makes the first administrator of a new server, by the token of the link that it has printed, and signs in by cookie. */
  async setUpWithCookie(token: string, as: { userName: string; password: string; displayName?: string | undefined }, device?: string): Promise<SignedIn> {
    return signedIn(await this.#call('POST', '/setup', { body: { token, ...as, device, cookie: true }, anonymous: true }));
  }

  async signInAsDemo(): Promise<SignedIn> {
    return signedIn(await this.#call('POST', '/sessions/demo', { anonymous: true }));
  }

  /** What the sign-in page may offer. A server that does not know the question offers the plain page. */
  async signInOptions(): Promise<SignInOptions> {
    try {
      const json = record(await this.#call('GET', '/sessions/options', { anonymous: true }));
      return {
        registration: typeof json['registration'] === 'string' ? json['registration'] : 'open',
        demo: json['demo'] === true,
        emailNeeded: json['emailNeeded'] === true,
        email: json['email'] === true,
        sms: json['sms'] === true,
        providers: list(json['providers'] ?? [], (item) => ({ id: String(record(item)['id'] ?? ''), name: String(record(item)['name'] ?? '') })),
      };
    } catch (error) {
      if (error instanceof Problem) return { registration: 'open', demo: false, emailNeeded: false, email: false, sms: false, providers: [] };
      throw error;
    }
  }

  async signOut(): Promise<void> {
    await this.#call('DELETE', '/sessions/current');
  }

  async sessions(): Promise<Session[]> {
    return list(await this.#call('GET', '/sessions'), parseSession);
  }

  async endSession(id: string): Promise<void> {
    await this.#call('DELETE', `/sessions/${encodeURIComponent(id)}`);
  }

  /** Ends all sessions of this user, or all but the one that asks. */
  async endSessions(except?: 'current'): Promise<void> {
    await this.#call('DELETE', `/sessions${query({ except })}`);
  }

  /** What is mine and the same on every device; a client with a connection hears it by `watchMe`. */
  async myState(): Promise<MyState> {
    return parseMyState(await this.#call('GET', '/me/state'));
  }

  /** How I want to be told of things; what is left out is as usual. */
  async setMySettings(settings: Partial<MySettings>): Promise<MySettings> {
    return parseMySettings(await this.#call('PUT', '/me/settings', { body: settings }));
  }

  /** How I want to be told of a room; what is left out is as usual. */
  async setRoomLevel(room: string, level: Partial<Omit<RoomLevel, 'room'>>): Promise<RoomLevel> {
    return parseRoomLevel(await this.#call('PUT', `/me/rooms/${encodeURIComponent(room)}`, { body: level }));
  }

  /** Keeps what I have begun to write. Give the version to `send`, and it is dropped with the message. */
  async saveDraft(room: string, draft: { text: string; replyTo?: number }): Promise<Draft> {
    return parseDraft(await this.#call('PUT', `/me/drafts/${encodeURIComponent(room)}`, { body: draft }));
  }

  /** Throws the draft of a room away, unless it is newer than the version. */
  async dropDraft(room: string, version?: number): Promise<void> {
    await this.#call('DELETE', `/me/drafts/${encodeURIComponent(room)}${query({ version })}`);
  }

  /** What I say of myself, from now on; null: nothing. */
  async setStatus(status: UserStatus | null): Promise<void> {
    await this.#call(status === null ? 'DELETE' : 'PUT', '/me/status', status === null ? {} : { body: status });
  }

  /** All that is kept of me, as a zip. */
  async exportMine(): Promise<Blob> {
    return (await this.#call('GET', '/me/export', { blob: true, headers: { accept: 'application/zip' } })) as Blob;
  }

  /** Has all that the server keeps of me put together, which may take a while: ask `job` how far it is, and when it is done, `exportOf` has it. */
  async beginExport(): Promise<Job> {
    return parseJob(await this.#call('POST', '/me/exports'));
  }

  async exportOf(job: string): Promise<Blob> {
    return (await this.#call('GET', `/me/exports/${encodeURIComponent(job)}`, { blob: true, headers: { accept: 'application/zip' } })) as Blob;
  }

  /** Commands of programs that can be used in a room. */
  async slashCommands(room: string): Promise<SlashCommand[]> {
    return parseSlashCommands(await this.#call('GET', `${roomPath(room)}/commands`));
  }

  /** Has the program of a command do what it does. */
  async runSlashCommand(room: string, name: string, text: string): Promise<SlashRun> {
    return parseSlashRun(await this.#call('POST', `${roomPath(room)}/commands/${encodeURIComponent(name)}/runs`, { body: { text } }));
  }

  /** What programs have answered me alone, after the first answer, in the last half hour. */
  async slashAnswers(): Promise<SlashAnswer[]> {
    return parseSlashAnswers(await this.#call('GET', '/me/command-answers'));
  }

  /** How far a job of mine is. */
  async job(id: string): Promise<Job> {
    return parseJob(await this.#call('GET', `/jobs/${encodeURIComponent(id)}`));
  }

  /** Who of a room is there. */
  async roomPresence(room: string): Promise<RoomPresence> {
    return parseRoomPresence(await this.#call('GET', `${roomPath(room)}/presence`));
  }

  /** Ids of the members who have seen a message; refused as `room-too-large` where that is not told. */
  async seenBy(room: string, seq: number): Promise<string[]> {
    return list(record(await this.#call('GET', `${roomPath(room)}/messages/${seq}/seen`))['seen'], String);
  }

  /** Reports a message to the moderators of its room. */
  async report(room: string, seq: number, reason: string): Promise<void> {
    await this.#call('POST', `${roomPath(room)}/messages/${seq}/report`, { body: { reason } });
  }

  /** Reported messages, the newest first; for moderators. */
  async reports(room: string): Promise<Report[]> {
    return list(await this.#call('GET', `${roomPath(room)}/reports`), parseReport);
  }

  async settleReport(room: string, id: string, state: Report['state']): Promise<Report> {
    return parseReport(await this.#call('PATCH', `${roomPath(room)}/reports/${encodeURIComponent(id)}`, { body: { state } }));
  }

  /** Who is muted for a time; for moderators. */
  async mutes(room: string): Promise<{ user: string; by: string; until: string }[]> {
    return list(await this.#call('GET', `${roomPath(room)}/mutes`), (json) => {
      const from = record(json);
      return { user: String(from['user'] ?? ''), by: String(from['by'] ?? ''), until: String(from['until'] ?? '') };
    });
  }

  /** Has a message sent later. The same client id again gets the same answer. */
  async schedule(room: string, message: { clientId: string; text: string; at: string; replyTo?: number }): Promise<ScheduledMessage> {
    return parseScheduled(await this.#call('POST', `${roomPath(room)}/scheduled`, { body: message }));
  }

  /** My messages for later, the next one first. Ask again after each `me`: they are no part of it. */
  async scheduled(): Promise<ScheduledMessage[]> {
    return list(await this.#call('GET', '/me/scheduled'), parseScheduled);
  }

  async changeScheduled(clientId: string, change: { text?: string; at?: string }): Promise<ScheduledMessage> {
    return parseScheduled(await this.#call('PATCH', `/me/scheduled/${encodeURIComponent(clientId)}`, { body: change }));
  }

  async cancelScheduled(clientId: string): Promise<void> {
    await this.#call('DELETE', `/me/scheduled/${encodeURIComponent(clientId)}`);
  }

  async createRoom(room: { name: string; title?: string; visibility: Visibility }): Promise<Room> {
    return parseRoom(await this.#call('POST', '/rooms', { body: room }));
  }

  async rooms(which: 'all' | 'mine' = 'all'): Promise<Room[]> {
    return list(await this.#call('GET', which === 'mine' ? '/rooms?member=me' : '/rooms'), parseRoom);
  }

  async room(idOrName: string): Promise<Room> {
    return parseRoom(await this.#call('GET', `/rooms/${encodeURIComponent(idOrName)}`));
  }

  async join(room: string): Promise<{ room: string; seq: number }> {
    const json = record(await this.#call('PUT', `/rooms/${encodeURIComponent(room)}/members/me`));
    return { room: String(json['room'] ?? room), seq: Number(json['seq'] ?? 0) };
  }

  async leave(room: string): Promise<void> {
    await this.#call('DELETE', `/rooms/${encodeURIComponent(room)}/members/me`);
  }

  async members(room: string, after?: string, limit?: number): Promise<Member[]> {
    const path = `/rooms/${encodeURIComponent(room)}/members${query({ after, limit })}`;
    return list(await this.#call('GET', path), parseMember);
  }

  /** Brings somebody in, by id or user name. */
  async addMember(room: string, user: string, role?: RoomRole): Promise<void> {
    await this.#call('PUT', memberPath(room, user), { body: { role } });
  }

  /** @param until With `muted`: when it ends by itself. */
  async changeRole(room: string, user: string, role: RoomRole, until?: string): Promise<void> {
    await this.#call('PATCH', memberPath(room, user), { body: { role, until } });
  }

  async kick(room: string, user: string): Promise<void> {
    await this.#call('DELETE', memberPath(room, user));
  }

  async bans(room: string): Promise<Ban[]> {
    return list(await this.#call('GET', `${roomPath(room)}/bans`), parseBan);
  }

  async ban(room: string, user: string): Promise<void> {
    await this.#call('PUT', `${roomPath(room)}/bans/${encodeURIComponent(user)}`);
  }

  async unban(room: string, user: string): Promise<void> {
    await this.#call('DELETE', `${roomPath(room)}/bans/${encodeURIComponent(user)}`);
  }

  /** `retention` in days; 0: for ever; -1: as the server's rule says. */
  async changeRoom(
    room: string,
    change: {
      name?: string;
      title?: string;
      topic?: string;
      visibility?: 'public' | 'private';
      slowMode?: number;
      history?: RoomHistory;
      leavers?: RoomLeavers;
      retention?: number;
    },
  ): Promise<Room> {
    return parseRoom(await this.#call('PATCH', roomPath(room), { body: change }));
  }

  /** For good. `name` is the room's, typed once more by who deletes it. */
  async deleteRoom(room: string, name: string): Promise<void> {
    await this.#call('DELETE', `${roomPath(room)}?name=${encodeURIComponent(name)}`);
  }

  async archive(room: string): Promise<void> {
    await this.#call('POST', `${roomPath(room)}/archive`);
  }

  async unarchive(room: string): Promise<void> {
    await this.#call('DELETE', `${roomPath(room)}/archive`);
  }

  /** @param invite `expiresIn` in seconds. */
  async createInvite(room: string, invite: { role?: RoomRole; maxUses?: number; expiresIn?: number } = {}): Promise<InviteMade> {
    return parseInviteMade(await this.#call('POST', `${roomPath(room)}/invites`, { body: invite }));
  }

  async invites(room: string): Promise<Invite[]> {
    return list(await this.#call('GET', `${roomPath(room)}/invites`), parseInvite);
  }

  async revokeInvite(room: string, invite: string): Promise<void> {
    await this.#call('DELETE', `${roomPath(room)}/invites/${encodeURIComponent(invite)}`);
  }

  /** Title of the room that a code leads to. */
  async previewInvite(code: string): Promise<string> {
    return String(record(await this.#call('GET', `/invites/${encodeURIComponent(code)}`))['title'] ?? '');
  }

  async useInvite(code: string): Promise<{ room: string }> {
    return { room: String(record(await this.#call('POST', `/invites/${encodeURIComponent(code)}`))['room'] ?? '') };
  }

  /** The conversation with somebody, by id or user name; made if there is none. */
  async direct(user: string): Promise<Room> {
    return parseRoom(await this.#call('POST', '/direct', { body: { user } }));
  }

  /** The conversation with several, by ids or user names; made if the same people have none. */
  async group(users: readonly string[]): Promise<Room> {
    return parseRoom(await this.#call('POST', '/direct', { body: { users } }));
  }

  async events(
    room: string,
    page: { after?: number; before?: number; limit?: number; signal?: AbortSignal } = {},
  ): Promise<EventPage> {
    const { signal, ...parameters } = page;
    return parsePage(await this.#call('GET', `/rooms/${encodeURIComponent(room)}/events${query(parameters)}`, { signal }));
  }

  /** Begins to upload a file for a message in the room. */
  async beginUpload(room: string, file: { readonly name: string; readonly size: number }): Promise<Upload> {
    return parseUpload(await this.#call('POST', `${roomPath(room)}/uploads`, { body: file }));
  }

  /** Where the upload is; to go on after a connection broke. */
  async upload(id: string): Promise<Upload> {
    return parseUpload(await this.#call('GET', `/uploads/${encodeURIComponent(id)}`));
  }

  /** Appends bytes at an offset. In portions, so that one that breaks costs little and progress can be shown. */
  async appendUpload(id: string, offset: number, bytes: Blob, signal?: AbortSignal): Promise<void> {
    const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
    await this.#call('PATCH', `/uploads/${encodeURIComponent(id)}`, { raw: bytes, headers, ...(signal === undefined ? {} : { signal }) });
  }

  /** A small image of an upload that is whole: PNG, JPEG, GIF or WebP. */
  async putThumbnail(id: string, image: Blob): Promise<void> {
    await this.#call('PUT', `/uploads/${encodeURIComponent(id)}/thumbnail`, { raw: image, headers: { 'content-type': image.type } });
  }

  async cancelUpload(id: string): Promise<void> {
    await this.#call('DELETE', `/uploads/${encodeURIComponent(id)}`);
  }

  /** Sends a message with files over REST; repeat it with the same client id at will. A refusal is an answer; no answer is an exception. */
  async sendWithFiles(
    room: string,
    clientId: string,
    text: string,
    files: readonly string[],
    about: { readonly replyTo?: number | undefined; readonly thread?: number | undefined } = {},
  ): Promise<{ readonly ok: true; readonly seq: number; readonly at: string } | Refused> {
    try {
      const json = record(await this.#call('POST', `${roomPath(room)}/messages`, { body: { clientId, text, files, ...about } }));
      return { ok: true, seq: Number(json['seq'] ?? 0), at: String(json['at'] ?? '') };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { code, message, retryAfterMs, status } = error;
      return { ok: false, error: { code, message, retryAfterMs, outcome: status >= 500 ? 'unknown' : 'none' } };
    }
  }

  /** Messages as they are now; `around`, `before` and `after` exclude each other, without any of them the newest. */
  async messages(
    room: string,
    page: { around?: number; before?: number; after?: number; limit?: number; signal?: AbortSignal } = {},
  ): Promise<MessagePage> {
    const { signal, ...parameters } = page;
    return parseMessagePage(await this.#call('GET', `${roomPath(room)}/messages${query(parameters)}`, { signal }));
  }

  /** One message as it is now. */
  async message(room: string, seq: number): Promise<Message> {
    return parseMessage(await this.#call('GET', `${roomPath(room)}/messages/${seq}`));
  }

  /** A page of the thread that began with a message; without `before` and `after` the newest. */
  async thread(room: string, root: number, page: { before?: number; after?: number; limit?: number } = {}): Promise<ThreadPage> {
    return parseThreadPage(await this.#call('GET', `${roomPath(room)}/messages/${root}/thread${query(page)}`));
  }

  /** The threads that I follow, the one with the newest message first. @param page `before`: the `next` of the page before. */
  async threads(page: { before?: string; limit?: number } = {}): Promise<Threads> {
    return parseThreads(await this.#call('GET', `/threads${query(page)}`));
  }

  /** Moves my read position in a thread forward. */
  async markThreadRead(room: string, root: number, seq: number): Promise<ThreadMark> {
    return parseThreadMark(await this.#call('PUT', `${roomPath(room)}/messages/${root}/thread/read`, { body: { seq } }));
  }

  /** @param on False: follow it no more, whatever I do in it. */
  async followThread(room: string, root: number, on = true): Promise<void> {
    await this.#call(on ? 'PUT' : 'DELETE', `${roomPath(room)}/messages/${root}/thread/follow`);
  }

  /** Pinned messages, last pinned first. */
  async pins(room: string): Promise<Message[]> {
    return parseMessages(await this.#call('GET', `${roomPath(room)}/pins`));
  }

  /** @param on False: take the pin away. */
  async pin(room: string, seq: number, on = true): Promise<void> {
    await this.#call(on ? 'PUT' : 'DELETE', `${roomPath(room)}/messages/${seq}/pin`);
  }

  /** Takes previews of a message away for good. @param url Of the one; absent: all. */
  async removePreviews(room: string, seq: number, url?: string): Promise<void> {
    await this.#call('DELETE', `${roomPath(room)}/messages/${seq}/previews${query({ url })}`);
  }

  /** Asks the room something; the text is the question. Repeat it with the same client id at will. Its number. */
  async sendPoll(room: string, clientId: string, text: string, poll: NewPoll): Promise<number> {
    return Number(record(await this.#call('POST', `${roomPath(room)}/messages`, { body: { clientId, text, poll } }))['seq'] ?? 0);
  }

  /** Chooses answers of a poll by their places, in the place of those before; none: takes the vote back. */
  async vote(room: string, seq: number, choices: readonly number[]): Promise<void> {
    await this.#call('PUT', `${roomPath(room)}/messages/${seq}/poll/vote`, { body: { choices } });
  }

  /** What I have chosen; for anonymous polls, whose messages do not say. */
  async myVote(room: string, seq: number): Promise<number[]> {
    return parseChoices(await this.#call('GET', `${roomPath(room)}/messages/${seq}/poll/vote`));
  }

  /** Closes a poll of mine, or as a moderator any, for good. */
  async closePoll(room: string, seq: number): Promise<void> {
    await this.#call('POST', `${roomPath(room)}/messages/${seq}/poll/close`);
  }

  /** Passes a message on to another room. Repeat it with the same client id at will. Its number there. */
  async forward(room: string, seq: number, to: string, clientId: string, text = ''): Promise<number> {
    return Number(record(await this.#call('POST', `${roomPath(room)}/messages/${seq}/forward`, { body: { to, clientId, text } }))['seq'] ?? 0);
  }

  /** The message that a message passes on, as I may see it now. */
  async forwarded(room: string, seq: number): Promise<Forwarded> {
    return parseForwarded(await this.#call('GET', `${roomPath(room)}/messages/${seq}/forward`));
  }

  /** What a message has said, from the first text to the one of now. */
  async edits(room: string, seq: number): Promise<MessageVersion[]> {
    return list(await this.#call('GET', `${roomPath(room)}/messages/${seq}/edits`), parseMessageVersion);
  }

  /** @param on False: take the reaction back. */
  async react(room: string, seq: number, emoji: string, on = true): Promise<void> {
    await this.#call(on ? 'PUT' : 'DELETE', `${roomPath(room)}/messages/${seq}/reactions/${encodeURIComponent(emoji)}`);
  }

  /** Finds messages in all that the user may read. Operators and words stand in `q` as they were typed. */
  async search(q: string, ask: SearchAsk & { readonly signal?: AbortSignal } = {}): Promise<SearchPage> {
    const { signal, ...parameters } = ask;
    return parseSearchPage(await this.#call('GET', `/search${query({ q, ...parameters })}`, { signal }));
  }

  async edit(room: string, seq: number, clientId: string, text: string): Promise<Ack> {
    const path = `/rooms/${encodeURIComponent(room)}/messages/${seq}`;
    const ack = parseAck(await this.#call('PATCH', path, { body: { clientId, text } }));
    if (!ack.ok) throw Problem.of(ack.error);
    return ack;
  }

  /** Also gets through while a page is being closed. */
  async delete(room: string, seq: number): Promise<void> {
    await this.#call('DELETE', `/rooms/${encodeURIComponent(room)}/messages/${seq}`, { keepalive: true });
  }

  /** What a message may be like. `maxTextLength` in characters; 0: as long as one likes. `maxFileSize` in bytes; 0: no files are taken. */
  async limits(): Promise<{ maxTextLength: number; maxFileSize: number; maxFiles: number; retention: Retention }> {
    const json = record(await this.#call('GET', '/limits'));
    const kept = typeof json['retention'] === 'object' && json['retention'] !== null ? record(json['retention']) : {};
    return {
      maxTextLength: Number(json['maxTextLength'] ?? 0),
      maxFileSize: Number(json['maxFileSize'] ?? 0),
      maxFiles: Number(json['maxFiles'] ?? 0),
      retention: {
        days: Number(kept['days'] ?? 0),
        keepsPinned: kept['keepsPinned'] !== false,
        roomsMayChange: kept['roomsMayChange'] === true,
        least: Number(kept['least'] ?? 1),
        most: Number(kept['most'] ?? 0),
      },
    };
  }

  /** A call that has no method of its own here, e.g. `GET /dashboard`; the answer as it comes, null if it has no body. */
  async request(method: string, path: string, body?: unknown): Promise<unknown> {
    return await this.#call(method, path, { body });
  }

  async #call(method: string, path: string, { body, raw, blob = false, headers: more, anonymous = false, signal, keepalive }: Call = {}): Promise<unknown> {
    const token = anonymous ? null : ((await this.#options.accessToken?.()) ?? null);
    const headers: Record<string, string> = { accept: 'application/json', ...more };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (token !== null) headers['authorization'] = `Bearer ${token}`;
    let response: Response;
    try {
      response = await (this.#options.fetch ?? fetch)(this.#base + path, {
        method,
        headers,
        body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
        credentials: 'same-origin',
        signal,
        ...(keepalive === true ? { keepalive } : {}),
      });
    } catch (error) {
      throw new Unreachable('The server cannot be reached.', { cause: error });
    }
    if (!response.ok) {
      if (response.status === 401 && !anonymous) this.#options.signedOut?.();
      throw await problemOf(response);
    }
    if (response.status === 204) return null;
    return blob ? await response.blob() : await response.json();
  }
}

function roomPath(room: string): string {
  return `/rooms/${encodeURIComponent(room)}`;
}

function memberPath(room: string, user: string): string {
  return `${roomPath(room)}/members/${encodeURIComponent(user)}`;
}

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

function record(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

function signedIn(json: unknown): SignedIn {
  const from = record(json);
  return { session: String(from['session'] ?? ''), user: parseUser(from['user']) };
}

function tokens(json: unknown): SignedInWithTokens {
  const from = record(json);
  return {
    ...signedIn(json),
    accessToken: String(from['accessToken'] ?? ''),
    refreshToken: String(from['refreshToken'] ?? ''),
    expiresIn: Number(from['expiresIn'] ?? 0),
  };
}
