import { useEffect } from 'preact/hooks';
import { AccountPage } from './account/account-page-view.tsx';
import { ConnectionBanner } from './connection/banner-view.tsx';
import { DashboardPage } from './dashboard/dashboard-view.tsx';
import { language, t } from './i18n/i18n.ts';
import { DirectDialog } from './rooms/direct-dialog-view.tsx';
import { ForwardPlace } from './forwards/forward-place-view.tsx';
import { InvitePage } from './rooms/invite-page-view.tsx';
import { ReactionPlace } from './messages/reactions-view.tsx';
import { showBadge } from './notifications/badge.ts';
import { useHeldNews } from './moderation/held-news.tsx';
import { ReportingPlace } from './moderation/reporting-place-view.tsx';
import { NotifyDialog } from './notifications/notify-dialog-view.tsx';
import { OutboxPage } from './outbox/outbox-page-view.tsx';
import { SeenPlace } from './presence/seen-place-view.tsx';
import { BrowseRoomsDialog, CreateRoomDialog, SwitcherDialog } from './rooms/room-dialogs-view.tsx';
import { NoRooms, NotFound, Notice } from './rooms/empty-views.tsx';
import { RoomList } from './rooms/room-list-view.tsx';
import { byName } from './rooms/rooms-state.ts';
import { RoomPage } from './rooms/room-view.tsx';
import { ShortcutsDialog } from './rooms/shortcuts-dialog-view.tsx';
import { useShortcuts } from './rooms/shortcuts.ts';
import { drawerOpen, shownDialog } from './rooms/shell-store.ts';
import { go, route } from './routes/router.ts';
import { SchedulingPlace } from './scheduled/scheduled-place-view.tsx';
import { SearchDialog } from './search/search-dialog-view.tsx';
import { DevicesPage } from './sessions/devices-view.tsx';
import { resume, session } from './sessions/session-store.ts';
import { SignInView } from './sessions/sign-in-view.tsx';
import { PollPlace } from './polls/poll-place-view.tsx';
import { ThreadsPage } from './threads/threads-page-view.tsx';
import { ConfirmPlace } from './ui/dialog.tsx';
import { lazyDialog } from './ui/lazy.tsx';
import { Toast } from './ui/toast.tsx';
import type { Workspace } from './workspace/workspace.ts';
import { useWorkspace, WorkspaceContext } from './workspace/workspace-context.ts';

const ScheduledDialog = lazyDialog(async () => (await import('./scheduled/scheduled-dialog-view.tsx')).ScheduledDialog);
const PeoplePage = lazyDialog<{ workspace: Workspace; onClose: () => void }>(async () => (await import('./administration/people-page-view.tsx')).PeoplePage);
const AllRoomsPage = lazyDialog<{ workspace: Workspace; onClose: () => void }>(async () => (await import('./administration/all-rooms-page-view.tsx')).AllRoomsPage);
const AuditPage = lazyDialog<{ workspace: Workspace; onClose: () => void }>(async () => (await import('./administration/audit-page-view.tsx')).AuditPage);

/** Drawn anew as a whole in another language. */
export function App() {
  return <Pages key={language.value} />;
}

function Pages() {
  const now = session.value;
  if (route.value.to === 'outbox') return <OutboxPage />;
  switch (now.is) {
    case 'unknown':
      return <div class="page-wait" role="status" aria-label={t.loading} />;
    case 'unreachable':
      return (
        <main class="blank blank-full">
          <h1>{t.signIn.unreachable}</h1>
          <button type="button" class="button button-primary" onClick={() => void resume()}>
            {t.rooms.retry}
          </button>
        </main>
      );
    case 'signed-out':
      return <SignInView why={now.why} />;
    case 'signed-in':
      if (route.value.to === 'dashboard') return <DashboardPage key={now.workspace.me.id} workspace={now.workspace} />;
      if (route.value.to === 'devices') return <DevicesPage key={now.workspace.me.id} workspace={now.workspace} />;
      if (route.value.to === 'people') return <PeoplePage key={now.workspace.me.id} workspace={now.workspace} onClose={() => go({ to: 'home' })} />;
      if (route.value.to === 'all-rooms') return <AllRoomsPage key={now.workspace.me.id} workspace={now.workspace} onClose={() => go({ to: 'home' })} />;
      if (route.value.to === 'audit') return <AuditPage key={now.workspace.me.id} workspace={now.workspace} onClose={() => go({ to: 'home' })} />;
      if (route.value.to === 'account') return <AccountPage key={now.workspace.me.id} workspace={now.workspace} />;
      return <Shell key={now.workspace.me.id} workspace={now.workspace} />;
  }
}

function Shell({ workspace }: { workspace: Workspace }) {
  useShortcuts(workspace);
  useHeldNews(workspace);
  useTitle(workspace);
  const here = route.value;
  useEffect(() => {
    drawerOpen.value = false;
  }, [here]);
  return (
    <WorkspaceContext.Provider value={workspace}>
      <div class="shell">
        <RoomList />
        {drawerOpen.value && <button type="button" class="scrim" aria-label={t.rooms.closeDrawer} tabIndex={-1} onClick={() => (drawerOpen.value = false)} />}
        <main class="main">
          <ConnectionBanner />
          <Page />
        </main>
        <Dialogs />
        <ReactionPlace />
        <ForwardPlace />
        <PollPlace />
        <SchedulingPlace />
        <ReportingPlace />
        <SeenPlace />
        <ConfirmPlace />
        <Toast />
      </div>
    </WorkspaceContext.Provider>
  );
}

function Page() {
  const workspace = useWorkspace();
  const here = route.value;
  if (here.to === 'invite') return <InvitePage />;
  if (here.to === 'threads') return <ThreadsPage />;
  if (here.to === 'room') return <RoomPage name={here.name} />;
  if (here.to === 'nowhere') return <NotFound name={here.path} />;
  switch (workspace.roomsState.value) {
    case 'loading':
      return <div class="page-wait" role="status" aria-label={t.loading} />;
    case 'failed':
      return <Notice title={t.rooms.loadFailed} action={t.rooms.retry} onAction={() => void workspace.loadRooms()} />;
    case 'ready':
      return <Home />;
  }
}

/** No room in the address: the one last visited, or the lobby. */
function Home() {
  const workspace = useWorkspace();
  const none = workspace.myRooms.value.length === 0;
  useEffect(() => {
    const room = workspace.home();
    if (room !== null) go({ to: 'room', name: room.name }, 'replace');
  }, [none]);
  return none ? <NoRooms /> : null;
}

function Dialogs() {
  const close = (): void => void (shownDialog.value = 'none');
  switch (shownDialog.value) {
    case 'none':
      return null;
    case 'create':
      return <CreateRoomDialog onClose={close} />;
    case 'browse':
      return <BrowseRoomsDialog onClose={close} onCreate={() => (shownDialog.value = 'create')} />;
    case 'direct':
      return <DirectDialog onClose={close} />;
    case 'switch':
      return <SwitcherDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'search':
      return <SearchDialog onClose={close} />;
    case 'scheduled':
      return <ScheduledDialog onClose={close} />;
    case 'notify':
      return <NotifyDialog onClose={close} />;
  }
}

/** `(3) Lobby · Parley`; `(@1 · 3)`, if one of the three was said to me. */
function useTitle(workspace: Workspace): void {
  const count = workspace.unread.value;
  const mine = workspace.mentions.value;
  const here = route.value;
  const title = here.to === 'room' ? byName(workspace.rooms.value, here.name)?.title : here.to === 'threads' ? t.threads.list : undefined;
  useEffect(() => {
    showBadge(count);
    if (here.to === 'room' && title === undefined) return;
    const counts = mine > 0 ? `(@${mine} · ${count}) ` : count > 0 ? `(${count}) ` : '';
    document.title = `${counts}${title === undefined ? t.appName : `${title} · ${t.appName}`}`;
  }, [count, mine, title, here]);
}
