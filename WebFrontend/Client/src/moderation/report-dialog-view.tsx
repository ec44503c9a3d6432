import { useId, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { plainText } from '../messages/markdown.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { fault } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import type { reporting } from './reporting-store.ts';

type Reported = NonNullable<typeof reporting.value>;

/** Asks what is wrong with a message; the moderators of the room are told. */
export function ReportDialog({ what, onClose }: { what: Reported; onClose: () => void }) {
  const workspace = useWorkspace();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const wrong = fault(error, 'reason');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(null);
    try {
      await workspace.client.rest.report(what.room, what.seq, reason.trim());
      onClose();
      toast(t.moderation.reported);
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <Dialog title={t.moderation.reportTitle} onClose={onClose} class="dialog-small">
      <form onSubmit={(event) => void submit(event)} noValidate>
        {wrong === null && <Refusal error={error} />}
        <blockquote class="report-quote">
          <span class="report-name" dir="auto">
            {nameOf(workspace.users.users.value, what.who, t.someone)}
          </span>
          <span dir="auto">{plainText(what.text)}</span>
        </blockquote>
        <div class="field">
          <label for={id}>{t.moderation.reason}</label>
          <div class="field-box">
            <textarea
              id={id}
              rows={3}
              dir="auto"
              autofocus
              value={reason}
              aria-invalid={wrong === null ? undefined : 'true'}
              aria-describedby={wrong === null ? `${id}-hint` : `${id}-error`}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </div>
          {wrong === null ? (
            <p class="field-hint" id={`${id}-hint`}>
              {t.moderation.reasonHint}
            </p>
          ) : (
            <p class="field-error" id={`${id}-error`}>
              {wrong}
            </p>
          )}
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-danger" disabled={reason.trim() === ''}>
            {t.moderation.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
