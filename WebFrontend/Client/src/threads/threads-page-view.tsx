import { useEffect } from 'preact/hooks';
import type { Thread } from '@parley/client';
import { formatDay, formatFull, formatTime, t } from '../i18n/i18n.ts';
import { wordsOf } from '../messages/markdown.ts';
import { DrawerButton } from '../rooms/drawer-view.tsx';
import { addressOf } from '../rooms/rooms-state.ts';
import { follow, pathTo } from '../routes/router.ts';
import { ThreadIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** The threads that I follow, of all rooms, the one with the newest message first. */
export function ThreadsPage() {
  const { threads, users } = useWorkspace();
  const list = threads.threads.value;
  useEffect(() => {
    if (list === null) threads.load();
  }, []);
  useEffect(() => users.want((list ?? []).map(({ root }) => root.sender)), [list]);
  return (
    <>
      <header class="room-head" data-landmark>
        <DrawerButton />
        <div class="room-head-text">
          <h1>
            <ThreadIcon />
            <span>{t.threads.list}</span>
          </h1>
          <p class="room-head-more">{t.threads.lead}</p>
        </div>
      </header>
      <div class="threads-page" data-landmark aria-busy={list === null}>
        {list?.length === 0 && (
          <div class="panel-empty">
            <ThreadIcon />
            <p>{t.threads.none}</p>
          </div>
        )}
        <ul class="threads-list">{list?.map((one) => <ThreadCard key={`${one.room}/${one.root.seq}`} thread={one} />)}</ul>
        {threads.next.value !== null && (
          <button type="button" class="button" onClick={() => void threads.more().catch((error: unknown) => toast(sentence(error)))}>
            {t.search.more}
          </button>
        )}
      </div>
    </>
  );
}

function ThreadCard({ thread }: { thread: Thread }) {
  const workspace = useWorkspace();
  const { root, unread, mentions } = thread;
  const room = workspace.rooms.value.get(thread.room);
  const user = workspace.users.users.value.get(root.sender);
  const name = nameOf(workspace.users.users.value, root.sender, t.someone);
  const at = new Date(thread.lastAt);
  const to = { to: 'room', name: room === undefined ? thread.room : addressOf(room), thread: root.seq } as const;
  return (
    <li class="panel-item">
      <a class="panel-card" href={pathTo(to)} onClick={follow(to)}>
        <Avatar id={root.sender} name={name} bot={user?.isBot === true} />
        <span class="panel-card-text">
          <span class="panel-card-head">
            <b dir="auto">{name}</b>
            <span class="panel-card-where" dir="auto">
              {room?.title ?? ''}
            </span>
          </span>
          <span class="panel-card-words" dir="auto">
            {root.text === null ? t.messages.deleted : wordsOf(root.text) || root.files.map((file) => file.name).join(', ')}
          </span>
          <span class="panel-card-foot">
            <span>{t.threads.replies(root.replies?.count ?? 0)}</span>
            <time dateTime={thread.lastAt} title={formatFull(at)}>
              {formatDay(at, new Date())}, {formatTime(at)}
            </time>
            {mentions > 0 && <span class="mention mention-light" aria-hidden="true">@{mentions}</span>}
            {unread > 0 && <span class="thread-news">{t.threads.unread(unread)}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}
