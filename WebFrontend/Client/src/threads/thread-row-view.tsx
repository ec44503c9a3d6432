import { useEffect } from 'preact/hooks';
import type { Room } from '@parley/client';
import { formatFull, formatTime, t } from '../i18n/i18n.ts';
import { useList } from '../messages/list-context.ts';
import { wordsOf } from '../messages/markdown.ts';
import { Dividers } from '../messages/message-row-view.tsx';
import type { ThreadRow } from '../messages/rows-state.ts';
import { ThreadIcon } from '../ui/icons.tsx';
import { memo } from '../ui/memo.ts';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { openThread } from './replies-view.tsx';

const NAMES_SHOWN = 3;

/** What was said in a thread, in two lines where it was said; a press opens the thread there. */
export const ThreadRowView = memo(function ThreadRowView({ row, room, focusable }: { row: ThreadRow; room: Room; focusable: boolean }) {
  const workspace = useWorkspace();
  const store = useList();
  const { users } = workspace.users;
  const parent = store.parents.value.get(row.root) ?? null;
  useEffect(() => store.wantParent(row.root), [row.root]);
  const names = row.who.slice(0, NAMES_SHOWN).map((id) => nameOf(users.value, id, t.someone));
  const who = row.who.length > NAMES_SHOWN ? [...names, t.messages.others(row.who.length - NAMES_SHOWN)] : names;
  const words = row.text === null ? t.messages.deleted : wordsOf(row.text);
  const root = parent === null ? '…' : parent.text === null ? t.messages.deleted : wordsOf(parent.text);
  return (
    <div
      class="thread-row"
      data-row={row.key}
      data-seq={row.seq}
      tabIndex={focusable ? 0 : -1}
      data-landmark-first={focusable ? true : undefined}
      aria-label={t.threads.label(t.threads.said(who, row.count), words, formatTime(row.at))}
    >
      <Dividers newDay={row.newDay} newLine={row.newLine} at={row.at} />
      <button type="button" class="thread-line" tabIndex={focusable ? 0 : -1} title={t.threads.open} onClick={() => openThread(workspace, room.id, row.root, row.lastSeq)}>
        <ThreadIcon />
        <span class="thread-line-text">
          <span class="thread-line-head">
            <span class="thread-line-who">{t.threads.said(who, row.count)}</span>
            <span class="thread-line-root" dir="auto">
              {root}
            </span>
            <time dateTime={row.at.toISOString()} title={formatFull(row.at)}>
              {formatTime(row.at)}
            </time>
          </span>
          <span class="thread-line-words" dir="auto">
            {words}
          </span>
        </span>
      </button>
    </div>
  );
});
