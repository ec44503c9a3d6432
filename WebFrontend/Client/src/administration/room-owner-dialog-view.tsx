import { useState } from 'preact/hooks';
import type { AdminCalls, ManagedRoom } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

/** Asks who of the members is to own a room as well. Who is no member does not become one by it: nobody comes to read a room so. */
export function RoomOwnerDialog({ calls, room, onDone, onClose }: { calls: AdminCalls; room: ManagedRoom; onDone: (now: ManagedRoom) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      const wanted = name.trim().replace(/^@/, '').toLowerCase();
      const user = (await calls.users({ query: wanted, limit: 100 })).find((one) => one.userName.toLowerCase() === wanted);
      onDone(await calls.manageRoom(room.id, { owner: user?.id ?? wanted })); // nobody of that name: the server says so
      toast(t.allRooms.ownerSet(user?.displayName ?? wanted, room.title));
      onClose();
    });
  };
  return (
    <Dialog title={t.allRooms.ownerTitle(room.title)} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={[]} />
        <p class="dialog-text">{t.allRooms.ownerText}</p>
        <div class="erase-field">
          <Field label={t.allRooms.ownerName} name="room-owner" autocomplete="off" autocapitalize="none" spellcheck={false} autofocus value={name} set={setName} />
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={attempt.busy || name.trim() === ''}>
            {t.allRooms.setOwner}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
