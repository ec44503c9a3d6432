import { useEffect, useState } from 'preact/hooks';
import { AdminCalls, type ManagedRoom } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { confirm } from '../ui/dialog.tsx';
import { DotsIcon, HashIcon, LockIcon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { AdminPage } from './admin-page-view.tsx';
import { DeleteRoomDialog } from '../rooms/delete-room-dialog-view.tsx';
import { RoomOwnerDialog } from './room-owner-dialog-view.tsx';
import { RoomRetentionDialog } from './room-retention-dialog-view.tsx';

const PAGE = 50;
/** Somebody who types on is not done. */
const PAUSE_MS = 250;

/** For administrators: all rooms but conversations, who owns them, and what can be done about it. Never what is said in them. */
export function AllRoomsPage({ workspace }: { workspace: Workspace }) {
  const calls = new AdminCalls(workspace.client.rest);
  const [query, setQuery] = useState('');
  const [rooms, setRooms] = useState<readonly ManagedRoom[] | null>(null);
  const [more, setMore] = useState(false);
  const [owning, setOwning] = useState<ManagedRoom | null>(null);
  const [keeping, setKeeping] = useState<ManagedRoom | null>(null);
  const [deleting, setDeleting] = useState<ManagedRoom | null>(null);
  const [error, setError] = useState<unknown>(null);
  const took = (known: readonly ManagedRoom[], page: readonly ManagedRoom[]): void => {
    setRooms([...known, ...page]);
    setMore(page.length === PAGE);
    setError(null);
  };
  useEffect(() => {
    if (!workspace.me.isAdmin) return;
    let late = false; // another question was asked meanwhile
    const timer = setTimeout(() => {
      calls.rooms({ query: query.trim(), limit: PAGE }).then(
        (page) => !late && took([], page),
        (failure: unknown) => !late && setError(failure),
      );
    }, query === '' ? 0 : PAUSE_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [query]);
  const known = rooms ?? [];
  const rule = workspace.retention.value;
  const replace = (now: ManagedRoom): void => setRooms((all) => (all ?? []).map((one) => (one.id === now.id ? now : one)));
  const archive = (room: ManagedRoom, archived: boolean): void =>
    void calls.manageRoom(room.id, { archived }).then(
      (now) => {
        replace(now);
        toast(archived ? t.allRooms.archived(room.title) : t.allRooms.unarchived(room.title));
      },
      (failure: unknown) => toast(sentence(failure)),
    );
  return (
    <AdminPage workspace={workspace} here="all-rooms" title={t.allRooms.title} forbidden={t.allRooms.forbiddenText}>
      <div class="people-tools">
        <SearchField label={t.allRooms.find} value={query} set={setQuery} />
      </div>
      <p class="dash-note">{t.allRooms.hint}</p>
      <Refusal error={error} />
      {rooms === null && error === null && <p role="status">{t.loading}</p>}
      {rooms?.length === 0 && <p class="people-none">{t.allRooms.none}</p>}
      <ul class="people-list">
        {known.map((room) => (
          <li key={room.id} class={room.archived ? 'person person-off' : 'person'}>
            {room.visibility === 'private' ? <LockIcon /> : <HashIcon />}
            <span class="browse-text">
              <span class="browse-title">
                <bdi>{room.title}</bdi>
                {room.visibility === 'private' && <span class="tag">{t.allRooms.isPrivate}</span>}
                {room.archived && <span class="tag tag-off">{t.allRooms.isArchived}</span>}
                {room.owners.length === 0 && <span class="tag tag-off">{t.allRooms.noOwner}</span>}
              </span>
              <span class="browse-more person-facts">
                <bdi>{room.name}</bdi> · {t.allRooms.counts(room.members, room.messages)} · {t.allRooms.last(formatDateTime(new Date(room.lastEventAt)))}
              </span>
            </span>
            <Menu label={t.members.actions(room.title)} class="menu-end" button={<DotsIcon />}>
              {(close) => {
                const item = (words: string, run: () => void, danger = false) => (
                  <button
                    key={words}
                    type="button"
                    class={danger ? 'menu-item menu-item-danger' : 'menu-item'}
                    onClick={() => {
                      close();
                      run();
                    }}
                  >
                    {words}
                  </button>
                );
                return (
                  <>
                    {item(t.allRooms.setOwner, () => setOwning(room))}
                    {rule !== null && item(t.allRooms.keep, () => setKeeping(room))}
                    {room.archived
                      ? item(t.allRooms.unarchive, () => archive(room, false))
                      : item(
                          t.allRooms.archive,
                          () => confirm({ title: t.allRooms.archiveTitle(room.title), text: t.allRooms.archiveText, action: t.allRooms.archive, run: () => archive(room, true) }),
                          true,
                        )}
                    {item(t.deletion.ask, () => setDeleting(room), true)}
                  </>
                );
              }}
            </Menu>
          </li>
        ))}
      </ul>
      {more && (
        <button
          type="button"
          class="button"
          onClick={() => void calls.rooms({ query: query.trim(), after: known.at(-1)!.id, limit: PAGE }).then((page) => took(known, page), setError)}
        >
          {t.members.loadMore}
        </button>
      )}
      {owning !== null && <RoomOwnerDialog calls={calls} room={owning} onDone={replace} onClose={() => setOwning(null)} />}
      {keeping !== null && rule !== null && <RoomRetentionDialog calls={calls} room={keeping} rule={rule} onDone={replace} onClose={() => setKeeping(null)} />}
      {deleting !== null && (
        <DeleteRoomDialog
          room={deleting}
          run={(name) => calls.deleteRoom(deleting.id, name)}
          onDone={() => setRooms(known.filter((one) => one.id !== deleting.id))}
          onClose={() => setDeleting(null)}
        />
      )}
    </AdminPage>
  );
}
