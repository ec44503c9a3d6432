import { useState } from 'preact/hooks';
import type { AdminCalls, ManagedRoom, Retention } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { RetentionField } from '../rooms/retention-field-view.tsx';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';

/** What stands for "as the server's rule says" in a change. */
const SERVER = -1;

type Props = { calls: AdminCalls; room: ManagedRoom; rule: Retention; onDone: (now: ManagedRoom) => void; onClose: () => void };

/** Says how long a room keeps its messages, whatever its owners may choose. */
export function RoomRetentionDialog({ calls, room, rule, onDone, onClose }: Props) {
  const [kept, setKept] = useState(room.retention);
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      onDone(await calls.manageRoom(room.id, { retention: kept ?? SERVER }));
      toast(t.allRooms.kept(room.title));
      onClose();
    });
  };
  return (
    <Dialog title={t.allRooms.keepTitle(room.title)} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={['retention']} />
        <RetentionField rule={rule} mayChange kept={kept} set={setKept} error={attempt.fault('retention')} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={attempt.busy || kept === room.retention}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
