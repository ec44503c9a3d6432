import { useState } from 'preact/hooks';
import type { Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { confirm, Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { fault, sentence } from '../ui/sentence.ts';
import { Switch } from '../ui/switch.tsx';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { DeleteRoomDialog } from './delete-room-dialog-view.tsx';
import { RetentionField } from './retention-field-view.tsx';
import { may } from './rooms-state.ts';

/** What stands for "as the server's rule says" in a change. */
const SERVER = -1;
const PAUSES = [0, 5, 10, 30, 60, 300, 600];

export function RoomSettingsDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { client, me, retention } = useWorkspace();
  const [title, setTitle] = useState(room.title);
  const [topic, setTopic] = useState(room.topic);
  const [isPrivate, setPrivate] = useState(room.visibility === 'private');
  const [slowMode, setSlowMode] = useState(room.slowMode);
  const [isProtected, setProtected] = useState(room.history === 'protected');
  const [leaversRead, setLeaversRead] = useState(room.leavers === 'read');
  const [kept, setKept] = useState(room.retention);
  const [deleting, setDeleting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(null);
    const visibility = isPrivate ? 'private' : 'public';
    try {
      await client.rest.changeRoom(room.id, {
        title,
        topic,
        slowMode,
        history: isProtected ? 'protected' : 'open',
        leavers: leaversRead ? 'read' : 'none',
        ...(visibility === room.visibility ? {} : { visibility }),
        ...(kept === room.retention ? {} : { retention: kept ?? SERVER }),
      });
      onClose();
    } catch (refusal) {
      setError(refusal);
    }
  };
  const archive = (): void => {
    onClose();
    confirm({
      title: t.settings.archiveTitle(room.title),
      text: t.settings.archiveText,
      action: t.settings.archive,
      run: () => void client.rest.archive(room.id).catch((refusal: unknown) => toast(sentence(refusal))),
    });
  };
  if (deleting) return <DeleteRoomDialog room={room} run={(name) => client.rest.deleteRoom(room.id, name)} onClose={onClose} />;
  const pauses = PAUSES.includes(room.slowMode) ? PAUSES : [...PAUSES, room.slowMode];
  return (
    <Dialog title={t.settings.title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        {fault(error, 'title') === null && fault(error, 'topic') === null && <Refusal error={error} />}
        <Field label={t.settings.roomTitle} name="title" autocomplete="off" value={title} set={setTitle} error={fault(error, 'title')} />
        <Field label={t.settings.topic} name="topic" autocomplete="off" hint={t.settings.topicHint} value={topic} set={setTopic} error={fault(error, 'topic')} />
        <div class="field">
          <label for="slow-mode">{t.settings.slowMode}</label>
          <div class="field-box">
            <select id="slow-mode" value={String(slowMode)} onChange={(event) => setSlowMode(Number(event.currentTarget.value))}>
              {pauses.map((seconds) => (
                <option key={seconds} value={String(seconds)}>
                  {seconds === 0 ? t.settings.slowOff : t.settings.slowEach(seconds)}
                </option>
              ))}
            </select>
          </div>
        </div>
        {may(room, 'changeVisibility') && (
          <Switch checked={isPrivate} set={setPrivate} label={t.rooms.createPrivate} hint={room.visibility === 'private' ? t.settings.publicHint : t.rooms.createPrivateHint} />
        )}
        <Switch checked={isProtected} set={setProtected} label={t.settings.protected} hint={t.settings.protectedHint} />
        <Switch checked={leaversRead} set={setLeaversRead} label={t.settings.leavers} hint={t.settings.leaversHint} />
        {retention.value !== null && <RetentionField rule={retention.value} mayChange={retention.value.roomsMayChange || me.isAdmin} kept={kept} set={setKept} error={fault(error, 'retention')} />}
        <div class="dialog-actions">
          {may(room, 'archive') && (
            <button type="button" class="button button-danger" onClick={archive}>
              {t.settings.archive}
            </button>
          )}
          {may(room, 'delete') && (
            <button type="button" class="button button-danger" onClick={() => setDeleting(true)}>
              {t.deletion.ask}
            </button>
          )}
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary">
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
