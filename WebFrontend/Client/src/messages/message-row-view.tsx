import { pathTo } from '../routes/router.ts';
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { editing } from '../composer/editing-store.ts';
import { replying } from '../composer/replying-store.ts';
import { Files } from '../files/files-view.tsx';
import { PendingFiles } from '../files/pending-files-view.tsx';
import { Previews } from '../files/previews-view.tsx';
import { formatDay, formatFull, formatTime, formatTimeShort, t } from '../i18n/i18n.ts';
import { ForwardedView } from '../forwards/forwarded-view.tsx';
import { PollView } from '../polls/poll-view.tsx';
import { addressOf } from '../rooms/rooms-state.ts';
import { Replies, ThreadButton } from '../threads/replies-view.tsx';
import { confirm } from '../ui/dialog.tsx';
import { AlertIcon, CopyIcon, LinkIcon, PencilIcon, PinIcon, ReplyIcon, TrashIcon, UnreadIcon } from '../ui/icons.tsx';
import { memo } from '../ui/memo.ts';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { MoreActions } from './message-more-view.tsx';
import { EditsDialog } from './edits-dialog-view.tsx';
import { pin, PinnedMark } from './pinned-view.tsx';
import { useList } from './list-context.ts';
import { Quote } from './quote-view.tsx';
import { ReactButton, Reactions } from './reactions-view.tsx';
import { UNDO_MS } from './deletions-store.ts';
import { wordsOf } from './markdown.ts';
import { copyText } from './copy-text.ts';
import { MessageText } from './message-text-view.tsx';
import type { MembershipRow, MessageRow } from './rows-state.ts';

const NAMES_SHOWN = 3;

export const MessageRowView = memo(function MessageRowView({ row: given, room, focusable }: { row: MessageRow; room: string; focusable: boolean }) {
  const workspace = useWorkspace();
  const hidden = useComputed(() => given.seq !== null && workspace.deletions.hidden.value.has(`${room}/${given.seq}`)).value;
  const mayWrite = useComputed(() => workspace.rooms.value.get(room)?.may.includes('write') === true).value;
  const row = hidden ? { ...given, text: null } : given;
  const user = workspace.users.users.value.get(row.who);
  const name = user?.displayName ?? t.someone;
  const beingEdited = editing.value !== null && editing.value.room === room && editing.value.seq === row.seq;
  const classes = ['message', row.head && 'message-head', row.state !== 'sent' && `message-${row.state}`, beingEdited && 'message-edited-now'];
  return (
    <article
      class={classes.filter(Boolean).join(' ')}
      data-row={row.key}
      data-seq={row.seq ?? undefined}
      tabIndex={focusable ? 0 : -1}
      data-landmark-first={focusable ? true : undefined}
      aria-label={t.messages.label(name, row.text === null ? t.messages.deleted : wordsOf(row.text), formatTime(row.at))}
    >
      <Dividers newDay={row.newDay} newLine={row.newLine} at={row.at} />
      <div class="message-grid">
        <div class="message-side">
          {row.head ? (
            <Avatar id={row.who} name={name} bot={user?.isBot === true} />
          ) : (
            <time class="message-time-side" dateTime={row.at.toISOString()} title={formatFull(row.at)}>
              {formatTimeShort(row.at)}
            </time>
          )}
        </div>
        <div class="message-body">
          {row.head && (
            <div class="message-by">
              <span class="message-name" dir="auto">
                {name}
              </span>
              {user?.isBot === true && <span class="tag">{t.bot}</span>}
              <time class="message-time" dateTime={row.at.toISOString()} title={formatFull(row.at)}>
                {formatTime(row.at)}
              </time>
            </div>
          )}
          {row.pinnedBy !== null && <PinnedMark by={row.pinnedBy} />}
          {row.replyTo !== null && <Quote room={room} seq={row.replyTo} focusable={focusable} />}
          {row.text === null ? (
            <p class="message-gone">{t.messages.deleted}</p>
          ) : (
            <div class="message-text" dir="auto">
              <MessageText text={row.text} />
              {row.editedAt !== null && row.seq !== null && <EditedMark room={room} seq={row.seq} at={row.editedAt} focusable={focusable} />}
            </div>
          )}
          {row.forward !== null && row.seq !== null && <ForwardedView room={room} seq={row.seq} from={row.forward} focusable={focusable} />}
          {row.poll !== null && row.seq !== null && <PollView room={room} seq={row.seq} poll={row.poll} author={row.who} focusable={focusable} />}
          <Files room={room} files={row.files} focusable={focusable} />
          {row.pendingFiles.length > 0 && <PendingFiles files={row.pendingFiles} />}
          {row.seq !== null && row.text !== null && <Previews room={room} seq={row.seq} who={row.who} previews={row.previews} focusable={focusable} />}
          {row.seq !== null && <Reactions room={room} seq={row.seq} reactions={row.reactions} focusable={focusable} mayReact={mayWrite} />}
          {row.seq !== null && row.replies > 0 && <Replies room={room} seq={row.seq} count={row.replies} focusable={focusable} />}
          <SendState row={row} room={room} />
        </div>
        <Actions row={row} room={room} focusable={focusable} />
      </div>
    </article>
  );
});

/** Says that and when; a press shows what it said before. */
function EditedMark({ room, seq, at, focusable }: { room: string; seq: number; at: Date; focusable: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="message-mark message-mark-button" tabIndex={focusable ? 0 : -1} title={t.messages.editedAt(formatFull(at))} onClick={() => setOpen(true)}>
        {t.messages.edited}
      </button>
      {open && <EditsDialog room={room} seq={seq} onClose={() => setOpen(false)} />}
    </>
  );
}

function SendState({ row, room }: { row: MessageRow; room: string }) {
  const workspace = useWorkspace();
  if (row.state === 'sent') return null;
  if (row.state === 'sending') {
    const connected = workspace.connection.value.is === 'connected';
    if (row.waits !== null && connected) return <Waits until={row.waits.until} reason={row.waits.reason} />;
    return <span class="message-mark message-mark-sending">{connected ? t.messages.sending : t.messages.waiting}</span>;
  }
  return (
    <div class="message-failed-line" role="alert">
      <AlertIcon />
      <span>{row.error === null ? t.messages.failed : t.messages.failedWith(row.error)}</span>
      <button type="button" class="link-button" onClick={() => workspace.client.retry(room)}>
        {t.messages.retry}
      </button>
      <button type="button" class="link-button" onClick={() => workspace.client.discard(row.key.slice(1))}>
        {t.messages.discard}
      </button>
    </div>
  );
}

/** The server asked for patience: why, and in how many seconds it goes out by itself. */
function Waits({ until, reason }: { until: number; reason: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <span class="message-waits" role="status">
      {t.messages.waits(reason, Math.max(0, Math.ceil((until - now) / 1000)))}
    </span>
  );
}

function Actions({ row, room, focusable }: { row: MessageRow; room: string; focusable: boolean }) {
  const workspace = useWorkspace();
  const mayWrite = useComputed(() => workspace.rooms.value.get(room)?.may.includes('write') === true).value;
  const mayPin = useComputed(() => workspace.rooms.value.get(room)?.may.includes('pin') === true).value;
  const mayDelete = useComputed(() => workspace.rooms.value.get(room)?.may.includes('deleteOthers') === true).value;
  const { thread } = useList();
  const { seq, text } = row;
  if (seq === null || text === null) return null;
  const own = row.who === workspace.me.id;
  const tabIndex = focusable ? 0 : -1;
  const remove = (): void => {
    const { undo, now } = workspace.deletions.delete(room, seq, (error) => toast(t.messages.removeFailed(sentence(error))));
    toast(t.messages.removed, { action: t.undo, run: undo, closed: now, ms: UNDO_MS });
  };
  const copyLink = (): void => {
    const where = workspace.rooms.peek().get(room);
    const path = pathTo({ to: 'room', name: where === undefined ? room : addressOf(where), message: seq });
    navigator.clipboard?.writeText(new URL(path, location.href).href).then(
      () => toast(t.rooms.copied),
      () => toast(t.rooms.copyFailed),
    );
  };
  const ask = (): void =>
    confirm({ title: t.messages.removeTitle, text: t.messages.removeText, action: t.messages.removeAction, run: remove });
  return (
    <div class="message-actions" role="group" aria-label={t.messages.actions}>
      {mayWrite && <ReactButton room={room} seq={seq} tabIndex={tabIndex} />}
      {mayWrite && (
        <button
          type="button"
          class="icon-button"
          tabIndex={tabIndex}
          aria-label={t.messages.reply}
          title={t.messages.reply}
          onClick={() => (replying.value = { room, thread, seq, who: row.who, text })}
        >
          <ReplyIcon />
        </button>
      )}
      {mayWrite && thread === null && <ThreadButton room={room} seq={seq} tabIndex={tabIndex} />}
      <button type="button" class="icon-button" tabIndex={tabIndex} aria-label={t.messages.copyLink} title={t.messages.copyLink} onClick={copyLink}>
        <LinkIcon />
      </button>
      <button type="button" class="icon-button" tabIndex={tabIndex} aria-label={t.messages.copy} title={t.messages.copy} onClick={() => copyText(text)}>
        <CopyIcon />
      </button>
      {thread === null && (
        <button
          type="button"
          class="icon-button"
          tabIndex={tabIndex}
          aria-label={t.messages.markUnread}
          title={t.messages.markUnread}
          onClick={() => void workspace.markUnread(room, seq)}
        >
          <UnreadIcon />
        </button>
      )}
      {mayPin && (
        <button
          type="button"
          class="icon-button"
          tabIndex={tabIndex}
          aria-label={row.pinnedBy === null ? t.pins.pin : t.pins.unpin}
          title={row.pinnedBy === null ? t.pins.pin : t.pins.unpin}
          onClick={() => pin(workspace, room, seq, row.pinnedBy === null)}
        >
          <PinIcon />
        </button>
      )}
      {own && mayWrite && (
        <button
          type="button"
          class="icon-button"
          tabIndex={tabIndex}
          aria-label={t.messages.edit}
          title={t.messages.edit}
          onClick={() => (editing.value = { room, thread, seq, text })}
        >
          <PencilIcon />
        </button>
      )}
      {((own && mayWrite) || mayDelete) && (
        <button type="button" class="icon-button" tabIndex={tabIndex} aria-label={t.messages.remove} title={t.messages.remove} onClick={ask}>
          <TrashIcon />
        </button>
      )}
      <MoreActions room={room} seq={seq} who={row.who} text={text} tabIndex={tabIndex} />
    </div>
  );
}

export const MembershipRowView = memo(function MembershipRowView({ row, focusable }: { row: MembershipRow; focusable: boolean }) {
  const { users } = useWorkspace();
  const named = (ids: readonly string[]): string[] => {
    const names = ids.slice(0, NAMES_SHOWN).map((id) => nameOf(users.users.value, id, t.someone));
    return ids.length > NAMES_SHOWN ? [...names, t.messages.others(ids.length - NAMES_SHOWN)] : names;
  };
  const parts = [
    ...(row.created === null ? [] : [t.messages.created(nameOf(users.users.value, row.created, t.someone))]),
    ...(row.joined.length === 0 ? [] : [t.messages.joined(named(row.joined))]),
    ...(row.left.length === 0 ? [] : [t.messages.left(named(row.left))]),
  ];
  return (
    <div class="membership" data-row={row.key} data-seq={row.seq} tabIndex={focusable ? 0 : -1} data-landmark-first={focusable ? true : undefined}>
      <Dividers newDay={row.newDay} newLine={row.newLine} at={row.at} />
      <p title={formatFull(row.at)}>{parts.join(' · ')}</p>
    </div>
  );
});

export function Dividers({ newDay, newLine, at }: { newDay: boolean; newLine: boolean; at: Date }) {
  return (
    <>
      {newDay && (
        <div class="day">
          <span>{formatDay(at, new Date())}</span>
        </div>
      )}
      {newLine && (
        <div class="new-line">
          <span>{t.messages.newLine}</span>
        </div>
      )}
    </>
  );
}
