import { t } from '../i18n/i18n.ts';
import { useList } from '../messages/list-context.ts';
import { addressOf } from '../rooms/rooms-state.ts';
import { go } from '../routes/router.ts';
import { ThreadIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import type { Workspace } from '../workspace/workspace.ts';

type Place = { readonly room: string; readonly seq: number };

export function openThread(workspace: Workspace, room: string, root: number, message?: number): void {
  const where = workspace.rooms.peek().get(room);
  go({ to: 'room', name: where === undefined ? room : addressOf(where), thread: root, ...(message === undefined ? {} : { message }) });
}

/** Under the message that a thread began with: how much was said in it. In the thread itself that stands between it and the others. */
export function Replies({ room, seq, count, focusable }: Place & { count: number; focusable: boolean }) {
  const workspace = useWorkspace();
  const { thread } = useList();
  if (thread !== null) {
    return (
      <p class="thread-count">
        <span>{t.threads.replies(count)}</span>
      </p>
    );
  }
  const unread = workspace.threads.unreadOf(room, seq);
  return (
    <button type="button" class={unread > 0 ? 'thread-open thread-unread' : 'thread-open'} tabIndex={focusable ? 0 : -1} title={t.threads.open} onClick={() => openThread(workspace, room, seq)}>
      <ThreadIcon />
      <span>{t.threads.replies(count)}</span>
      {unread > 0 && <span class="thread-news">{t.threads.unread(unread)}</span>}
    </button>
  );
}

export function ThreadButton({ room, seq, tabIndex }: Place & { tabIndex: number }) {
  const workspace = useWorkspace();
  return (
    <button type="button" class="icon-button" tabIndex={tabIndex} aria-label={t.threads.start} title={t.threads.start} onClick={() => openThread(workspace, room, seq)}>
      <ThreadIcon />
    </button>
  );
}
