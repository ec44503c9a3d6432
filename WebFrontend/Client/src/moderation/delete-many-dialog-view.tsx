import { useEffect, useState } from 'preact/hooks';
import { type Deletion, ModerationCalls, newClientId, type Room } from '@parley/client';
import { formatDateTime, formatSpan, formatTime, t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { inUnits } from './mute-state.ts';
import { type Amount, AMOUNTS, whichOf } from './which-state.ts';

const TOAST_MS = 10_000;

/** Asks which messages go, and brings those back that went by mistake. */
export function DeleteManyDialog({ room, user, onClose }: { room: Room; user: string; onClose: () => void }) {
  const { client, users } = useWorkspace();
  const calls = new ModerationCalls(client.rest);
  const [who, setWho] = useState(user);
  const [amount, setAmount] = useState<Amount>(AMOUNTS[0]!);
  const [earlier, setEarlier] = useState<readonly Deletion[]>([]);
  const attempt = useAttempt();
  const look = (): void =>
    void calls.deletions(room.id).then((found) => {
      users.want(found.map(({ by }) => by));
      setEarlier(found);
    }, () => {});
  useEffect(look, [room.id]);
  const undo = (seq: number): void => void calls.undoDeletion(room.id, seq).then(() => toast(t.deleteMany.undone), (error: unknown) => toast(sentence(error))).then(look);
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      const { seq, count, undoUntil } = await calls.deleteMany(room.id, { clientId: newClientId(Date.now()), ...whichOf(who, amount, new Date()) });
      onClose();
      const offer = { action: t.undo, run: () => undo(seq), closed: () => {}, ms: TOAST_MS };
      toast(t.deleteMany.done(count), count === 0 || undoUntil === null ? null : offer);
    });
  };
  return (
    <Dialog title={t.deleteMany.title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={[]} />
        <Field label={t.deleteMany.who} note={t.signIn.optional} hint={t.deleteMany.whoHint} name="delete-who" autocomplete="off" autocapitalize="none" spellcheck={false} value={who} set={setWho} />
        <fieldset class="choices">
          <legend>{t.deleteMany.which}</legend>
          {AMOUNTS.map((value) => (
            <label key={JSON.stringify(value)} class="choice choice-line">
              <input type="radio" name="amount" checked={amount === value} onChange={() => setAmount(value)} />
              <span class="choice-label">{wordsOf(value)}</span>
            </label>
          ))}
        </fieldset>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-danger" disabled={attempt.busy}>
            {t.deleteMany.go}
          </button>
        </div>
      </form>
      {earlier.length > 0 && (
        <>
          <h3 class="dialog-section">{t.deleteMany.earlier}</h3>
          <ul class="browse-list">
            {earlier.map((one) => (
              <li key={one.seq} class="browse-item">
                <span class="browse-text">
                  <span class="browse-title">{t.deleteMany.count(one.count)}</span>
                  <span class="browse-more">
                    {t.deleteMany.by(nameOf(users.users.value, one.by, t.someone), one.at === null ? '' : formatDateTime(new Date(one.at)))}
                    {one.undoUntil !== null && ` · ${t.deleteMany.until(formatTime(new Date(one.undoUntil)))}`}
                  </span>
                </span>
                <button type="button" class="button" onClick={() => undo(one.seq)}>
                  {t.deleteMany.undo}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

function wordsOf(amount: Amount): string {
  if (amount === 'all') return t.deleteMany.all;
  if ('last' in amount) return t.deleteMany.last(amount.last);
  const { count, unit } = inUnits(amount.minutes);
  return t.deleteMany.since(formatSpan(count, unit));
}
