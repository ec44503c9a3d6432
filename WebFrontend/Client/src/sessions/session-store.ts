import { BASE } from '../routes/base.ts';
import { signal } from '@preact/signals';
import { AccountCalls, type CodeSent, type NewAccount, ParleyRest, Problem, type User } from '@parley/client';
import { Workspace } from '../workspace/workspace.ts';
import { storedKeys, writeStored } from '../ui/storage.ts';
import { forgetKept } from '../worker/worker-store.ts';
import { deviceName } from './device-state.ts';

/** Whether somebody wanted it, or it came over them. */
export type SignedOut = 'left' | 'expired' | 'erased';

export type SessionState =
  | { readonly is: 'unknown' }
  | { readonly is: 'unreachable' }
  | { readonly is: 'signed-out'; readonly why: SignedOut }
  | { readonly is: 'signed-in'; readonly workspace: Workspace };

export const session = signal<SessionState>({ is: 'unknown' });

/** Calls that need no session; no listener, a 401 here is an answer and not an end. */
export const door = new ParleyRest({ baseUrl: BASE });

/** What the cookie allows before the rooms are open. */
export const account = new AccountCalls(door);

/** Who does the cookie say I am? */
export async function resume(): Promise<void> {
  session.value = { is: 'unknown' };
  try {
    enter(await door.me());
  } catch (error) {
    const known = error instanceof Problem && error.status < 500;
    if (known) void forgetKept();
    session.value = known ? { is: 'signed-out', why: 'left' } : { is: 'unreachable' };
  }
}

export async function signIn(userName: string, password: string): Promise<void> {
  enter((await door.signInWithCookie(userName, password, deviceName(navigator.userAgent))).user);
}

/** The second step, with the ticket of the first. */
export async function continueSignIn(ticket: string, code: string): Promise<void> {
  enter((await door.continueSignInWithCookie(ticket, code, deviceName(navigator.userAgent))).user);
}

/**
 * Makes an account and signs in.
 * @param confirmFirst Whether the rooms wait for the code that was sent: then it is the answer, and nobody has entered yet.
 */
export async function signUp(as: NewAccount, confirmFirst: boolean): Promise<CodeSent | null> {
  const { emailCode } = await door.signUpWith(as);
  if (!confirmFirst || emailCode === null) {
    await signIn(as.userName, as.password);
    return null;
  }
  await door.signInWithCookie(as.userName, as.password, deviceName(navigator.userAgent));
  return emailCode;
}

/** The first administrator of a new server, by the token of its set-up link. */
export async function setUp(token: string, userName: string, password: string, displayName?: string): Promise<void> {
  enter((await door.setUpWithCookie(token, { userName, password, displayName }, deviceName(navigator.userAgent))).user);
}

/** Who has come from a provider, by the name they have chosen. */
export async function signUpByProvider(userName: string, displayName?: string, invite?: string): Promise<void> {
  enter((await door.signUpByProvider(userName, displayName, invite)).user);
}

export async function signInAsDemo(): Promise<void> {
  enter((await door.signInAsDemo()).user);
}

export async function signOut(): Promise<void> {
  try {
    await door.signOut();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
  }
  leave('left');
}

/** I am nobody any more: what this browser kept of me goes as well. */
export function erased(user: User): void {
  for (const key of storedKeys('parley.')) if (key.split('.').includes(user.id)) writeStored(key, null);
  leave('erased');
  session.value = { is: 'signed-out', why: 'erased' }; // also if the server had ended the session before it answered
}

function enter(user: User): void {
  const workspace = new Workspace(user, () => leave('expired'));
  session.value = { is: 'signed-in', workspace };
  void workspace.open();
}

function leave(why: SignedOut): void {
  const now = session.peek();
  if (now.is !== 'signed-in') return;
  now.workspace.close();
  void forgetKept();
  session.value = { is: 'signed-out', why };
}
