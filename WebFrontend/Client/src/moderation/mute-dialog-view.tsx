import { useState } from 'preact/hooks';
import type { Room, User } from '@parley/client';
import { formatDateTime, formatSpan, t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { inUnits, muteFor, MUTES } from './mute-state.ts';

/** Asks for how long somebody shall not write. */
export function MuteDialog({ room, user, onDone, onClose }: { room: Room; user: User; onDone: () => void; onClose: () => void }) {
  const { client } = useWorkspace();
  const [minutes, setMinutes] = useState<number | null>(60);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(null);
    try {
      const until = minutes === null ? undefined : muteFor(minutes, new Date());
      await client.rest.changeRole(room.id, user.id, 'muted', until);
      toast(until === undefined ? t.moderation.muted(user.displayName) : t.moderation.mutedUntil(user.displayName, formatDateTime(new Date(until))));
      onDone();
      onClose();
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <Dialog title={t.moderation.muteTitle(user.displayName)} onClose={onClose} class="dialog-small">
      <form onSubmit={(event) => void submit(event)}>
        <Refusal error={error} />
        <p class="dialog-text">{t.moderation.muteText}</p>
        <fieldset class="choices choices-after-text">
          <legend class="sr-only">{t.moderation.muteTitle(user.displayName)}</legend>
          {MUTES.map((value) => (
            <label key={value} class="choice choice-line">
              <input type="radio" name="minutes" value={String(value)} checked={minutes === value} onChange={() => setMinutes(value)} />
              <span class="choice-label">{value === null ? t.moderation.untilLifted : spanOf(value)}</span>
            </label>
          ))}
        </fieldset>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-danger">
            {t.moderation.mute}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function spanOf(minutes: number): string {
  const { count, unit } = inUnits(minutes);
  return formatSpan(count, unit);
}
