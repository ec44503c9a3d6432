import { useEffect, useRef } from 'preact/hooks';
import type { Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { follow, pathTo, route } from '../routes/router.ts';
import { AlertIcon, BellOffIcon, CloseIcon, CompassIcon, Logo, PencilIcon, PlusIcon, SearchIcon, ThreadIcon } from '../ui/icons.tsx';
import { PresenceDot } from '../presence/presence-view.tsx';
import { AccountMenu } from '../sessions/account-view.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { RoomIcon } from './room-icon-view.tsx';
import { addressOf, isConversation, unread } from './rooms-state.ts';
import { drawerOpen, shownDialog } from './shell-store.ts';

export function RoomList() {
  const workspace = useWorkspace();
  const rooms = workspace.myRooms.value;
  const closer = useRef<HTMLButtonElement>(null);
  const open = drawerOpen.value;
  useEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    closer.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected && closer.current?.closest('nav')?.contains(document.activeElement)) before.focus();
    };
  }, [open]);
  return (
    <nav class={open ? 'sidebar open' : 'sidebar'} id="sidebar" data-landmark aria-label={t.rooms.navigation}>
      <div class="sidebar-head">
        <Logo />
        <span class="sidebar-brand">{t.appName}</span>
        <button type="button" ref={closer} class="icon-button sidebar-close" aria-label={t.rooms.closeDrawer} onClick={() => (drawerOpen.value = false)}>
          <CloseIcon />
        </button>
      </div>
      <button type="button" class="sidebar-search" onClick={() => (shownDialog.value = 'switch')}>
        <SearchIcon />
        <span>{t.rooms.switcher}</span>
        <kbd>{navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <div class="sidebar-rooms">
        <ThreadsItem />
        <div class="sidebar-section">
          <h2>{t.rooms.heading}</h2>
          <button type="button" class="icon-button" aria-label={t.rooms.browse} title={t.rooms.browse} onClick={() => (shownDialog.value = 'browse')}>
            <CompassIcon />
          </button>
          <button type="button" class="icon-button" aria-label={t.rooms.create} title={t.rooms.create} onClick={() => (shownDialog.value = 'create')}>
            <PlusIcon />
          </button>
        </div>
        <ul class="room-list">
          {rooms
            .filter((room) => !isConversation(room))
            .map((room) => (
              <RoomItem key={room.id} room={room} />
            ))}
        </ul>
        <div class="sidebar-section">
          <h2>{t.direct.heading}</h2>
          <button type="button" class="icon-button" aria-label={t.direct.start} title={t.direct.start} onClick={() => (shownDialog.value = 'direct')}>
            <PlusIcon />
          </button>
        </div>
        <ul class="room-list">
          {rooms
            .filter(isConversation)
            .map((room) => (
              <RoomItem key={room.id} room={room} />
            ))}
        </ul>
        {rooms.length === 0 && workspace.roomsState.value === 'ready' && (
          <p class="sidebar-empty">
            {t.rooms.none} {t.rooms.noneHint}
          </p>
        )}
      </div>
      <AccountMenu />
    </nav>
  );
}

/** To the threads that one follows; there is nothing to go to before one follows any. */
function ThreadsItem() {
  const { threads } = useWorkspace();
  const current = route.value.to === 'threads';
  const [count, mentions] = [threads.unread.value, threads.mentions.value];
  if (!current && (threads.threads.value ?? []).length === 0) return null;
  const to = { to: 'threads' } as const;
  return (
    <ul class="room-list threads-item">
      <li>
        <a class={`room-item${current ? ' current' : ''}${count > 0 ? ' unread' : ''}`} href={pathTo(to)} aria-current={current ? 'page' : undefined} onClick={follow(to)}>
          <ThreadIcon />
          <span class="room-item-title">{t.threads.list}</span>
          {mentions > 0 && (
            <span class="mention" aria-hidden="true">
              @{mentions}
            </span>
          )}
          {count > 0 && (
            <span class="badge">
              <span aria-hidden="true">{count > 999 ? '999+' : count}</span>
              <span class="sr-only">{mentions > 0 ? t.rooms.mentions(count, mentions) : t.rooms.unread(count)}</span>
            </span>
          )}
        </a>
      </li>
    </ul>
  );
}

function RoomItem({ room }: { room: Room }) {
  const workspace = useWorkspace();
  const here = route.value;
  const current = here.to === 'room' && (here.name === room.name || here.name === room.id);
  const quiet = workspace.notify.levelOf(room.id) === 'none';
  const count = unread(room);
  const failed = workspace.outbox.value.some((pending) => pending.room === room.id && pending.state === 'failed');
  const draft = !current && workspace.drafts.drafts.value.has(room.id);
  const to = { to: 'room', name: addressOf(room) } as const;
  const goThere = follow(to);
  return (
    <li>
      <a
        class={`room-item${current ? ' current' : ''}${count > 0 && !quiet ? ' unread' : ''}${quiet ? ' quiet' : ''}`}
        href={pathTo(to)}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          drawerOpen.value = false;
          goThere(event);
        }}
      >
        <RoomIcon room={room} />
        <span class="room-item-title" dir="auto">
          {room.title}
        </span>
        {room.direct !== null && <PresenceDot user={room.direct} />}
        {room.visibility === 'private' && <span class="sr-only">{t.rooms.privateRoom}</span>}
        {failed && (
          <span class="room-item-mark warn" role="img" aria-label={t.rooms.unsent} title={t.rooms.unsent}>
            <AlertIcon />
          </span>
        )}
        {draft && !failed && (
          <span class="room-item-mark" role="img" aria-label={t.rooms.draft} title={t.rooms.draft}>
            <PencilIcon />
          </span>
        )}
        {quiet && (
          <span class="room-item-mark" role="img" aria-label={t.notify.muted} title={t.notify.muted}>
            <BellOffIcon />
          </span>
        )}
        {count > 0 && (
          <>
            {room.mentions > 0 && (
              <span class={quiet ? 'mention mention-quiet' : 'mention'} aria-hidden="true">
                @{room.mentions > 99 ? '99+' : room.mentions}
              </span>
            )}
            <span class={quiet ? 'badge badge-quiet' : isConversation(room) ? 'badge badge-mine' : 'badge'}>
              <span aria-hidden="true">{count > 999 ? '999+' : count}</span>
              <span class="sr-only">{room.mentions > 0 ? t.rooms.mentions(count, room.mentions) : t.rooms.unread(count)}</span>
            </span>
          </>
        )}
      </a>
    </li>
  );
}
