import { useEffect, useState } from 'preact/hooks';
import { type HeldMessage, type Message, ModerationCalls, type Report, type Room, type User } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { plainText } from '../messages/markdown.ts';
import { go } from '../routes/router.ts';
import { addressOf, may } from '../rooms/rooms-state.ts';
import { confirm, Dialog } from '../ui/dialog.tsx';
import { BlockIcon, FlagIcon } from '../ui/icons.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { DeleteManyDialog } from './dialogs.ts';
import { HeldList } from './held-list-view.tsx';
import { MuteDialog } from './mute-dialog-view.tsx';

type Tab = 'open' | 'held' | 'settled';
const TABS: readonly Tab[] = ['open', 'held', 'settled'];

/** What members have reported in a room, and what a moderator can do about it. */
export function ReportsDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const workspace = useWorkspace();
  const [reports, setReports] = useState<readonly Report[] | null>(null);
  const [held, setHeld] = useState<readonly HeldMessage[] | null>(null);
  const [tab, setTab] = useState<Tab>(() => ((workspace.reports.open.peek().get(room.id) ?? 0) === 0 && (workspace.reports.held.peek().get(room.id) ?? 0) > 0 ? 'held' : 'open'));
  const [deleting, setDeleting] = useState<User | null>(null);
  const [muting, setMuting] = useState<User | null>(null);
  const [error, setError] = useState<unknown>(null);
  const openNow = workspace.reports.open.value.get(room.id);
  const took = (all: readonly Report[]): void => {
    setReports(all);
    workspace.users.want(all.flatMap(({ author, reporter, settledBy }) => [author, reporter, ...(settledBy === undefined ? [] : [settledBy])]));
    workspace.reports.told(room.id, all.filter(({ state }) => state === 'open').length);
  };
  useEffect(() => {
    workspace.client.rest.reports(room.id).then(took, setError);
  }, [room.id, openNow]); // and again when there is a new one
  const calls = new ModerationCalls(workspace.client.rest);
  const heldNow = workspace.reports.held.value.get(room.id);
  const tookHeld = (all: readonly HeldMessage[]): void => {
    setHeld(all);
    workspace.users.want(all.map(({ sender }) => sender));
    workspace.reports.toldHeld(room.id, all.length);
  };
  useEffect(() => {
    calls.held(room.id).then(tookHeld, setError);
  }, [room.id, heldNow]);
  const settleHeld = (id: string, state: 'approved' | 'rejected'): void =>
    void calls.settleHeld(room.id, id, state).then(
      () => tookHeld((held ?? []).filter((one) => one.id !== id)),
      (refusal: unknown) => {
        toast(sentence(refusal)); // somebody else may have looked at it already
        calls.held(room.id).then(tookHeld, setError);
      },
    );
  const settle = (report: Report, state: Report['state']): void =>
    void workspace.client.rest.settleReport(room.id, report.id, state).then(
      (now) => took((reports ?? []).map((one) => (one.id === now.id ? now : one))),
      (refusal: unknown) => toast(sentence(refusal)),
    );
  const show = (seq: number): void => {
    onClose();
    go({ to: 'room', name: addressOf(room), message: seq });
  };
  const shown = (reports ?? []).filter(({ state }) => (state === 'open') === (tab === 'open'));
  return (
    <Dialog title={t.moderation.reports} onClose={onClose} class="dialog-wide">
      <Refusal error={error} />
      <fieldset class="chips chips-tabs">
        <legend class="sr-only">{t.moderation.reports}</legend>
        {TABS.map((value) => (
          <label key={value} class="chip">
            <input class="sr-only" type="radio" name="tab" checked={tab === value} onChange={() => setTab(value)} />
            {value === 'settled' ? t.moderation.tabSettled : value === 'held' ? t.held.tab(held?.length ?? 0) : t.moderation.tabOpen((reports ?? []).filter(({ state }) => state === 'open').length)}
          </label>
        ))}
      </fieldset>
      {tab === 'held' && held?.length === 0 && (
        <div class="dialog-empty">
          <BlockIcon />
          <p>{t.held.none}</p>
          <p class="dialog-text">{t.held.noneHint}</p>
        </div>
      )}
      {tab === 'held' && held !== null && <HeldList held={held} settle={settleHeld} />}
      {tab !== 'held' && reports !== null && shown.length === 0 && (
        <div class="dialog-empty">
          <FlagIcon />
          <p>{tab === 'open' ? t.moderation.noneOpen : t.moderation.noneSettled}</p>
          {tab === 'open' && <p class="dialog-text">{t.moderation.noneHint}</p>}
        </div>
      )}
      {tab !== 'held' && (
        <ul class="report-list">
          {shown.map((report) => (
            <ReportItem key={report.id} room={room} report={report} settle={(state) => settle(report, state)} show={() => show(report.seq)} mute={setMuting} deleteAll={setDeleting} />
          ))}
        </ul>
      )}
      {deleting !== null && <DeleteManyDialog room={room} user={deleting.userName} onClose={() => setDeleting(null)} />}
      {muting !== null && <MuteDialog room={room} user={muting} onDone={() => {}} onClose={() => setMuting(null)} />}
    </Dialog>
  );
}

type ItemProps = { room: Room; report: Report; settle: (state: Report['state']) => void; show: () => void; mute: (user: User) => void; deleteAll: (user: User) => void };

function ReportItem({ room, report, settle, show, mute, deleteAll }: ItemProps) {
  const { client, users, me, deletions } = useWorkspace();
  const [message, setMessage] = useState<Message | null>(null);
  useEffect(() => {
    client.rest.message(room.id, report.seq).then(setMessage, () => {}); // without it, its number and the link have to do
  }, [report.seq]);
  const author = users.users.value.get(report.author);
  const name = (id: string): string => nameOf(users.users.value, id, t.someone);
  const gone = message?.text === null || deletions.hidden.value.has(`${room.id}/${report.seq}`);
  const others = report.author !== me.id && author !== undefined;
  const failed = (error: unknown): void => toast(sentence(error));
  const remove = (): void =>
    confirm({
      title: t.messages.removeTitle,
      text: t.moderation.removeText,
      action: t.messages.removeAction,
      run: () =>
        void client.rest.delete(room.id, report.seq).then(() => {
          setMessage(message === null ? null : { ...message, text: null });
          settle('handled');
        }, failed),
    });
  const ban = (user: User): void =>
    confirm({
      title: t.members.banTitle(user.displayName),
      text: t.members.banText,
      action: t.members.ban,
      run: () => void client.rest.ban(room.id, user.id).then(() => toast(t.moderation.bannedNow(user.displayName)), failed),
    });
  return (
    <li class="report">
      <div class="report-who">
        <Avatar id={report.author} name={name(report.author)} bot={author?.isBot === true} />
        <span class="report-name" dir="auto">
          {name(report.author)}
        </span>
        <button type="button" class="link-button" onClick={show}>
          {t.moderation.show}
        </button>
      </div>
      {gone ? (
        <p class="report-text message-gone">{t.messages.deleted}</p>
      ) : (
        <p class="report-text" dir="auto">
          {message === null ? '…' : plainText(message.text ?? '')}
        </p>
      )}
      <p class="report-reason">
        <span class="report-by">{t.moderation.by(name(report.reporter), formatDateTime(new Date(report.at)))}</span>
        <span dir="auto">{report.reason}</span>
      </p>
      {report.state === 'open' ? (
        <div class="report-actions">
          {!gone && (
            <button type="button" class="button button-small button-quiet-danger" onClick={remove}>
              {t.messages.remove}
            </button>
          )}
          {others && (
            <button type="button" class="button button-small button-quiet-danger" onClick={() => deleteAll(author)}>
              {t.deleteMany.theirs}
            </button>
          )}
          {others && may(room, 'setRoles') && (
            <button type="button" class="button button-small" onClick={() => mute(author)}>
              {t.moderation.muteFor}
            </button>
          )}
          {others && may(room, 'remove') && (
            <button type="button" class="button button-small button-quiet-danger" onClick={() => ban(author)}>
              {t.members.ban}
            </button>
          )}
          <span class="report-space" />
          <button type="button" class="button button-small" onClick={() => settle('dismissed')}>
            {t.moderation.dismiss}
          </button>
          <button type="button" class="button button-small button-primary" onClick={() => settle('handled')}>
            {t.moderation.handle}
          </button>
        </div>
      ) : (
        <div class="report-actions">
          <span class="report-by">
            {(report.state === 'handled' ? t.moderation.handledBy : t.moderation.dismissedBy)(
              name(report.settledBy ?? ''),
              report.settledAt === undefined ? '' : formatDateTime(new Date(report.settledAt)),
            )}
          </span>
          <span class="report-space" />
          <button type="button" class="button button-small" onClick={() => settle('open')}>
            {t.moderation.reopen}
          </button>
        </div>
      )}
    </li>
  );
}
