import { useMemo, useRef, useState } from 'preact/hooks';
import { newClientId, type Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import type { Forwarding } from './forwarding-store.ts';
import { wordsOf } from '../messages/markdown.ts';
import { RoomIcon } from '../rooms/room-icon-view.tsx';
import { findRooms, may } from '../rooms/rooms-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { toast } from '../ui/toast.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

const MOST_SHOWN = 8;

export function ForwardDialog({ what, onClose }: { what: Forwarding; onClose: () => void }) {
  const workspace = useWorkspace();
  const [query, setQuery] = useState('');
  const [to, setTo] = useState<Room | null>(null);
  const [comment, setComment] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const attempt = useRef(newClientId(Date.now())); // sent again it is the same message
  const rooms = workspace.myRooms.value;
  const recent = workspace.recent.value;
  const shown = useMemo(() => findRooms(rooms.filter((room) => may(room, 'write')), query, recent).slice(0, MOST_SHOWN), [rooms, query, recent]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (to === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await workspace.client.rest.forward(what.room, what.seq, to.id, attempt.current, comment.trim());
      onClose();
      toast(t.forwards.done(to.title));
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.forwards.title} onClose={onClose} class="dialog-small">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <blockquote class="forward-quote">
          <b dir="auto">{nameOf(workspace.users.users.value, what.who, t.someone)}</b>
          <span dir="auto">{wordsOf(what.text)}</span>
        </blockquote>
        <SearchField label={t.forwards.find} value={query} set={setQuery} />
        <div class="forward-rooms" role="radiogroup" aria-label={t.forwards.find}>
          {shown.map((room) => (
            <label key={room.id} class="forward-room">
              <input type="radio" name="to" checked={to?.id === room.id} onChange={() => setTo(room)} />
              <RoomIcon room={room} />
              <span dir="auto">{room.title}</span>
            </label>
          ))}
          {shown.length === 0 && <p class="dialog-text">{t.rooms.switcherNone}</p>}
        </div>
        <Field label={t.forwards.comment} name="comment" autocomplete="off" value={comment} set={setComment} error={null} />
        <Refusal error={error} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={to === null || busy}>
            {t.forwards.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
