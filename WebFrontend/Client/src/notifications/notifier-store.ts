import { under } from '../routes/base.ts';
import { effect } from '@preact/signals';
import { t } from '../i18n/i18n.ts';
import { wordsOf } from '../messages/markdown.ts';
import { addressOf, byName } from '../rooms/rooms-state.ts';
import { go, pathTo, route } from '../routes/router.ts';
import { nameOf } from '../users/people-state.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { chime } from './chime.ts';
import { isQuiet, type Told, toldOf } from './notify-state.ts';

const LONGEST = 200;

/**
 * Tells of what is new. All tabs hear of it; one of them, which holds a lock, speaks. A tab that somebody looks at holds a second lock with
 * the name of its room, so that nothing is told of a room that is being read in any tab. Locks end with their tab, also if it crashes.
 * Returns how to stop.
 */
export function startNotifier(workspace: Workspace): () => void {
  const locks = navigator.locks as LockManager | undefined; // absent where the page is not secure; no notifications there either
  if (locks === undefined) return () => {};
  const { id } = workspace.me;
  const ended = new AbortController();
  let speaks = false;
  hold(locks, `parley.speaker.${id}`, 'exclusive', ended.signal, () => (speaks = true));

  const undo = [
    watchRoom(workspace, (room) => (room === null ? null : new Looking(locks, `parley.seen.${id}.${room}`))),
    workspace.client.on('events', ({ room: roomId, events }) => {
      const room = workspace.rooms.peek().get(roomId);
      if (!speaks || room === undefined || isQuiet(workspace.notify.settings.peek(), Date.now())) return;
      const told = toldOf(events, room, workspace.notify.levelOf(roomId), workspace.me);
      if (told !== null) void tell(workspace, locks, told);
    }),
  ];
  return () => {
    ended.abort();
    for (const stop of undo) stop();
  };
}

async function tell(workspace: Workspace, locks: LockManager, told: Told): Promise<void> {
  const { held } = await locks.query();
  if (held?.some(({ name }) => name === `parley.seen.${workspace.me.id}.${told.room}`) === true) return;
  const room = workspace.rooms.peek().get(told.room);
  if (room === undefined) return;
  if (workspace.notify.settings.peek().sound) void chime();
  if (!workspace.notify.on.peek() || Notification.permission !== 'granted') return;
  const who = nameOf(workspace.users.users.peek(), told.who, t.someone);
  const title = room.direct === null ? `${who} · ${room.title}` : who;
  const words = wordsOf(told.text);
  const body = told.count > 1 ? t.notify.more(words.slice(0, LONGEST), told.count - 1) : words.slice(0, LONGEST);
  const to = { to: 'room', name: addressOf(room) } as const;
  const options = { body, tag: `${told.room}`, renotify: true, icon: under('/icon-192.png'), data: { path: pathTo(to) } };
  try {
    const shown = new Notification(title, options);
    shown.addEventListener('click', () => {
      window.focus();
      go(to);
      shown.close();
    });
  } catch {
    // phones only let the service worker speak
    await (await navigator.serviceWorker?.getRegistration())?.showNotification(title, options);
  }
}

/** While a room is looked at: a shared lock with its name. */
class Looking {
  readonly #ended = new AbortController();
  constructor(locks: LockManager, name: string) {
    hold(locks, name, 'shared', this.#ended.signal, () => {});
  }
  end(): void {
    this.#ended.abort();
  }
}

/** Calls back with the id of the room that is looked at, null while none is; ends what the last call gave. */
function watchRoom(workspace: Workspace, look: (room: string | null) => Looking | null): () => void {
  let now: Looking | null = null;
  let last: string | null | undefined;
  const change = (): void => {
    const here = route.value;
    const room = here.to === 'room' ? (byName(workspace.rooms.value, here.name)?.id ?? null) : null;
    const seen = document.visibilityState === 'visible' ? room : null;
    if (seen === last) return;
    last = seen;
    now?.end();
    now = look(seen);
  };
  const stop = effect(change);
  document.addEventListener('visibilitychange', change);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', change);
    now?.end();
  };
}

function hold(locks: LockManager, name: string, mode: LockMode, signal: AbortSignal, held: () => void): void {
  const until = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  locks
    .request(name, { mode, signal }, async () => {
      held();
      await until;
    })
    .catch(() => {}); // ended before it was ours
}
