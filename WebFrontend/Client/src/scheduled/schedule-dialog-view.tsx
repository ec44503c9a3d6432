import { useId, useState } from 'preact/hooks';
import { newClientId } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { shownDialog } from '../rooms/shell-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { fault } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { fromField, quickTimes, toField } from './scheduled-state.ts';
import type { Scheduling } from './scheduling-store.ts';

const TOAST_MS = 5000;

/** Asks when a text is to be sent, or changes the text and the time of one that waits. */
export function ScheduleDialog({ what, onClose }: { what: Scheduling; onClose: () => void }) {
  const workspace = useWorkspace();
  const [times] = useState(() => quickTimes(new Date()));
  const [clientId] = useState(() => newClientId(Date.now()));
  const [choice, setChoice] = useState<string>(what.message === null ? 'hour' : 'other');
  const [other, setOther] = useState(toField(what.message === null ? times.at(-1)!.at : new Date(what.message.at)));
  const [text, setText] = useState(what.text);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const at = times.find(({ name }) => name === choice)?.at ?? fromField(other);
  const atFault = fault(error, 'at');
  const textFault = fault(error, 'text');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (at === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      const { rest } = workspace.client;
      const when = at.toISOString();
      if (what.message === null) {
        workspace.scheduled.told(await rest.schedule(what.room, { clientId, text: text.trim(), at: when, ...(what.replyTo === undefined ? {} : { replyTo: what.replyTo }) }));
        workspace.drafts.set(what.room, '');
      } else {
        workspace.scheduled.told(await rest.changeScheduled(what.message.clientId, { text: text.trim(), at: when }));
      }
      onClose();
      toast(t.scheduled.done(formatDateTime(at)), { action: t.scheduled.show, run: () => (shownDialog.value = 'scheduled'), closed: () => {}, ms: TOAST_MS });
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return (
    <Dialog title={what.message === null ? t.scheduled.later : t.scheduled.change} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        {atFault === null && textFault === null && <Refusal error={error} />}
        <div class="field">
          <label for={`${id}-text`}>{t.scheduled.message}</label>
          <div class="field-box">
            <textarea
              id={`${id}-text`}
              rows={3}
              dir="auto"
              value={text}
              aria-invalid={textFault === null ? undefined : 'true'}
              aria-describedby={textFault === null ? undefined : `${id}-text-error`}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
          {textFault !== null && (
            <p class="field-error" id={`${id}-text-error`}>
              {textFault}
            </p>
          )}
        </div>
        <fieldset class="choices">
          <legend>{t.scheduled.when}</legend>
          {times.map(({ name, at: time }) => (
            <label key={name} class="choice choice-line">
              <input type="radio" name="when" value={name} checked={choice === name} onChange={() => setChoice(name)} />
              <span class="choice-label">{t.scheduled.times[name]}</span>
              <time class="choice-hint" dateTime={time.toISOString()}>
                {formatDateTime(time)}
              </time>
            </label>
          ))}
          <label class="choice choice-line">
            <input type="radio" name="when" value="other" checked={choice === 'other'} onChange={() => setChoice('other')} />
            <span class="choice-label">{t.scheduled.other}</span>
          </label>
        </fieldset>
        {choice === 'other' && (
          <div class="field field-after-choices">
            <label for={`${id}-at`}>{t.scheduled.at}</label>
            <div class="field-box">
              <input
                id={`${id}-at`}
                type="datetime-local"
                value={other}
                min={toField(new Date())}
                aria-invalid={atFault === null ? undefined : 'true'}
                aria-describedby={atFault === null ? undefined : `${id}-at-error`}
                onInput={(event) => setOther(event.currentTarget.value)}
              />
            </div>
          </div>
        )}
        {atFault !== null && (
          <p class="field-error" id={`${id}-at-error`} role="alert">
            {atFault}
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={busy || at === null || text.trim() === ''}>
            {what.message === null ? t.scheduled.schedule : t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
