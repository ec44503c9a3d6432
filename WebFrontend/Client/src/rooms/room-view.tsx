import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Room } from '@parley/client';
import { Composer } from '../composer/composer-view.tsx';
import { TypingLine } from '../composer/typing-view.tsx';
import { DropPlace } from '../files/drop-view.tsx';
import { t } from '../i18n/i18n.ts';
import { Beginning, MessageList } from '../messages/message-list-view.tsx';
import { WebhooksDialog } from '../integrations/lazy-views.ts';
import { DeleteManyDialog, WordRulesDialog } from '../moderation/dialogs.ts';
import { ReportsButton, ReportsDialog } from '../moderation/reports-button-view.tsx';
import { PinsPanel } from '../messages/pins-panel-view.tsx';
import { LevelDialog } from '../notifications/level-dialog-view.tsx';
import { narrow } from '../panels/narrow.ts';
import { asking } from '../polls/asking-store.ts';
import type { Route } from '../routes/route-state.ts';
import { go, pathTo, route } from '../routes/router.ts';
import { ThreadPanel } from '../threads/thread-panel-view.tsx';
import { confirm } from '../ui/dialog.tsx';
import { ReadOnly } from '../composer/read-only-view.tsx';
import { BellIcon, BlockIcon, DotsIcon, FlagIcon, GearIcon, LeaveIcon, LinkIcon, PeopleIcon, PersonIcon, PinIcon, PlugIcon, PlusIcon, PollIcon, SearchIcon, TrashIcon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { DrawerButton } from './drawer-view.tsx';
import { NotFound, Notice } from './empty-views.tsx';
import { InviteDialog } from './invite-dialog-view.tsx';
import { MembersDialog } from './members-dialog-view.tsx';
import { RoomIcon } from './room-icon-view.tsx';
import { RoomSettingsDialog } from './room-settings-view.tsx';
import { addressOf, byName, isConversation, may } from './rooms-state.ts';
import { openSearch } from './shell-store.ts';

/** The room of the address; finds it first if it is not one of mine. */
export function RoomPage({ name }: { name: string }) {
  const workspace = useWorkspace();
  const here = route.value;
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
  const removed = workspace.removed.value;
  if (room !== undefined && !room.member && removed?.id === room.id) return <Removed room={removed} />;
  if (room !== undefined) return room.member ? <RoomView key={room.id} room={room} here={here} /> : <JoinRoom key={room.id} room={room} />;
  if (missing === name) return <NotFound name={name} />;
  if (error !== null) return <Notice title={sentence(error)} action={t.rooms.retry} onAction={() => setTries(tries + 1)} />;
  return <div class="page-wait" role="status" aria-label={t.loading} />;
}

function hasPanel(here: Route): boolean {
  return here.to === 'room' && (here.panel !== undefined || here.thread !== undefined);
}

function RoomView({ room, here }: { room: Room; here: Route }) {
  const workspace = useWorkspace();
  const timeline = workspace.timeline(room.id);
  const before = useRef<Route | null>(null);
  const beside = hasPanel(here);
  useEffect(() => {
    const was = before.current;
    before.current = here;
    workspace.visited(room.id);
    if (here.to === 'room' && here.message !== undefined && here.thread === undefined) void show(here.message);
    // a panel that opens or closes leaves the room where it is
    else if (timeline.timeline.peek() === null || (!beside && (was === null || !hasPanel(was)))) void timeline.open();
  }, [room.id, here]);
  /** A message of a thread is shown in its thread. */
  const show = async (message: number): Promise<void> => {
    await timeline.show(message);
    const thread = timeline.threadOf(message);
    if (thread === null || route.peek() !== here) return;
    timeline.target.value = null;
    go({ to: 'room', name: addressOf(room), thread, message }, 'replace');
  };
  const close = (): void => go({ to: 'room', name: addressOf(room) });
  const covered = beside && narrow.value;
  return (
    <div class="room-split">
      <div class={covered ? 'room-column covered' : 'room-column'}>
        <RoomHeader room={room} />
        <MessageList room={room} store={timeline} covered={covered} label={t.messages.log(room.title)} beginning={(empty) => <Beginning room={room} empty={empty} />} />
        {may(room, 'write') && workspace.fileLimits.value.maxFileSize > 0 && <DropPlace room={room.id} title={room.title} />}
        <TypingLine room={room.id} />
        {room.archived || room.role === 'muted' ? <ReadOnly room={room} /> : <Composer room={room} store={timeline} />}
      </div>
      {here.to === 'room' && here.thread !== undefined && <ThreadPanel key={here.thread} room={room} root={here.thread} message={here.message} onClose={close} />}
      {here.to === 'room' && here.panel === 'pins' && <PinsPanel room={room} onClose={close} />}
    </div>
  );
}

function RoomHeader({ room }: { room: Room }) {
  const workspace = useWorkspace();
  const [dialog, setDialog] = useState<'none' | 'members' | 'invite' | 'settings' | 'notify' | 'reports' | 'words' | 'deleteMany' | 'webhooks'>('none');
  const close = (): void => setDialog('none');
  const kind = { public: t.rooms.publicRoom, private: t.rooms.privateRoom, direct: t.rooms.directRoom, group: t.rooms.groupRoom }[room.visibility];
  const more = [...(isConversation(room) ? [] : [room.name]), kind, ...(room.archived ? [t.rooms.archivedRoom] : [])].join(' · ');
  const unarchive = (): void => void workspace.client.rest.unarchive(room.id).catch((error: unknown) => toast(sentence(error)));
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
  const moderates = !isConversation(room) && may(room, 'deleteOthers');
  const search = (): void => openSearch(isConversation(room) ? '' : `in:${room.name} `);
  const copyLink = (): void => {
    const link = new URL(pathTo({ to: 'room', name: room.name }), location.href).href;
    navigator.clipboard?.writeText(link).then(
      () => toast(t.rooms.copied),
      () => toast(t.rooms.copyFailed),
    );
  };
  return (
    <header class="room-head" data-landmark>
      <DrawerButton />
      <div class="room-head-text">
        <h1>
          <RoomIcon room={room} />
          <span dir="auto">{room.title}</span>
        </h1>
        <p class="room-head-more" dir="auto" title={room.topic === '' ? undefined : room.topic}>
          {room.topic === '' ? more : `${more} · ${room.topic}`}
        </p>
      </div>
      <ReportsButton room={room} show={() => setDialog('reports')} />
      <button type="button" class="icon-button wide-only" aria-label={t.search.inRoom} title={t.search.inRoom} onClick={search}>
        <SearchIcon />
      </button>
      <button type="button" class="icon-button wide-only" aria-label={t.members.open} title={t.members.open} onClick={() => setDialog('members')}>
        <PeopleIcon />
      </button>
      <Menu label={t.rooms.menu} class="menu-end" button={<DotsIcon />}>
        {(shut) => {
          const item = (icon: ComponentChildren, words: string, run: () => void, extra: '' | 'menu-item-danger' | 'narrow-only' = '') => (
            <button
              type="button"
              class={`menu-item ${extra}`}
              onClick={() => {
                shut();
                run();
              }}
            >
              {icon}
              {words}
            </button>
          );
          return (
            <>
              {item(<PeopleIcon />, t.members.open, () => setDialog('members'), 'narrow-only')}
              {item(<SearchIcon />, t.search.inRoom, search, 'narrow-only')}
              {may(room, 'invite') && item(<PersonIcon />, t.invite.open, () => setDialog('invite'))}
              {may(room, 'changeSettings') && item(<GearIcon />, t.settings.open, () => setDialog('settings'))}
              {room.archived && may(room, 'archive') && item(<PlusIcon />, t.settings.unarchive, unarchive)}
              {moderates && item(<FlagIcon />, t.moderation.reports, () => setDialog('reports'))}
              {may(room, 'write') && item(<PollIcon />, t.polls.create, () => (asking.value = { room: room.id, question: '' }))}
              {item(<PinIcon />, t.pins.title, () => go({ to: 'room', name: addressOf(room), panel: 'pins' }))}
              {moderates && item(<TrashIcon />, t.deleteMany.open, () => setDialog('deleteMany'))}
              {moderates && item(<BlockIcon />, t.words.open, () => setDialog('words'))}
              {moderates && item(<PlugIcon />, t.integrations.webhooks, () => setDialog('webhooks'))}
              {item(<BellIcon />, t.notify.title, () => setDialog('notify'))}
              {!isConversation(room) && item(<LinkIcon />, t.rooms.copyLink, copyLink)}
              {may(room, 'leave') && item(<LeaveIcon />, t.rooms.leave, askToLeave, 'menu-item-danger')}
            </>
          );
        }}
      </Menu>
      {dialog === 'members' && <MembersDialog room={room} onClose={close} />}
      {dialog === 'invite' && <InviteDialog room={room} onClose={close} />}
      {dialog === 'words' && <WordRulesDialog rest={workspace.client.rest} room={room.id} onClose={close} />}
      {dialog === 'webhooks' && <WebhooksDialog room={room} onClose={close} />}
      {dialog === 'deleteMany' && <DeleteManyDialog room={room} user="" onClose={close} />}
      {dialog === 'reports' && <ReportsDialog room={room} onClose={close} />}
      {dialog === 'notify' && <LevelDialog room={room} onClose={close} />}
      {dialog === 'settings' && <RoomSettingsDialog room={room} onClose={close} />}
    </header>
  );
}

function Removed({ room }: { room: Room }) {
  const workspace = useWorkspace();
  const home = (): void => {
    workspace.removed.value = null;
    go({ to: 'home' });
  };
  return <Notice title={t.readOnly.removedTitle(room.title)} text={t.readOnly.removedText} action={t.rooms.notFoundHome} onAction={home} />;
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
