import { useEffect, useState } from 'preact/hooks';
import type { Room } from '@parley/client';
import { Composer } from '../composer/composer-view.tsx';
import { TypingLine } from '../composer/typing-view.tsx';
import { t } from '../i18n/i18n.ts';
import { MessageList } from '../messages/message-list-view.tsx';
import { go } from '../routes/router.ts';
import { confirm } from '../ui/dialog.tsx';
import { DotsIcon, HashIcon, LeaveIcon, LinkIcon, LockIcon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { DrawerButton } from './drawer-view.tsx';
import { NotFound, Notice } from './empty-views.tsx';
import { byName } from './rooms-state.ts';

/** The room of the address; finds it first if it is not one of mine. */
export function RoomPage({ name }: { name: string }) {
  const workspace = useWorkspace();
  const [missing, setMissing] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const ready = workspace.roomsState.value !== 'loading';
  const room = byName(workspace.rooms.value, name);
  const known = room !== undefined;
  useEffect(() => {
    if (!ready || known) return;
    setMissing(null);
    setError(null);
    workspace.findRoom(name).then((found) => setMissing(found === null ? name : null), setError);
  }, [name, ready, known, tries]);
  if (room !== undefined) return room.member ? <RoomView key={room.id} room={room} /> : <JoinRoom key={room.id} room={room} />;
  if (missing === name) return <NotFound name={name} />;
  if (error !== null) return <Notice title={sentence(error)} action={t.rooms.retry} onAction={() => setTries(tries + 1)} />;
  return <div class="page-wait" role="status" aria-label={t.loading} />;
}

function RoomView({ room }: { room: Room }) {
  const workspace = useWorkspace();
  const timeline = workspace.timeline(room.id);
  useEffect(() => {
    workspace.visited(room.id);
    void timeline.latest();
  }, [room.id]);
  return (
    <>
      <RoomHeader room={room} />
      <MessageList room={room} store={timeline} />
      <TypingLine room={room.id} />
      <Composer room={room} store={timeline} />
    </>
  );
}

function RoomHeader({ room }: { room: Room }) {
  const workspace = useWorkspace();
  const leave = async (): Promise<void> => {
    try {
      await workspace.leave(room);
      go({ to: 'home' });
    } catch (error) {
      toast(sentence(error));
    }
  };
  const askToLeave = (): void =>
    confirm({
      title: t.rooms.leaveTitle(room.title),
      text: room.visibility === 'private' ? t.rooms.leavePrivate : t.rooms.leaveText,
      action: t.rooms.leave,
      run: () => void leave(),
    });
  const copyLink = (): void => {
    const link = new URL(`/rooms/${encodeURIComponent(room.name)}`, location.href).href;
    navigator.clipboard?.writeText(link).then(
      () => toast(t.rooms.copied),
      () => toast(t.rooms.copyFailed),
    );
  };
  return (
    <header class="room-head">
      <DrawerButton />
      <div class="room-head-text">
        <h1>
          {room.visibility === 'private' ? <LockIcon /> : <HashIcon />}
          <span dir="auto">{room.title}</span>
        </h1>
        <p class="room-head-more">
          {room.name} · {room.visibility === 'private' ? t.rooms.privateRoom : t.rooms.publicRoom}
        </p>
      </div>
      <Menu label={t.rooms.menu} class="menu-end" button={<DotsIcon />}>
        {(close) => (
          <>
            <button
              type="button"
              class="menu-item"
              onClick={() => {
                close();
                copyLink();
              }}
            >
              <LinkIcon />
              {t.rooms.copyLink}
            </button>
            <button
              type="button"
              class="menu-item menu-item-danger"
              onClick={() => {
                close();
                askToLeave();
              }}
            >
              <LeaveIcon />
              {t.rooms.leave}
            </button>
          </>
        )}
      </Menu>
    </header>
  );
}

function JoinRoom({ room }: { room: Room }) {
  const workspace = useWorkspace();
  const join = async (): Promise<void> => {
    try {
      await workspace.join(room.id);
    } catch (error) {
      toast(sentence(error));
    }
  };
  return (
    <Notice
      title={t.rooms.joinTitle(room.title)}
      text={t.rooms.joinText}
      action={t.rooms.joinAction(room.title)}
      onAction={() => void join()}
    />
  );
}
