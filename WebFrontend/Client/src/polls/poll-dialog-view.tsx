import { useRef, useState } from 'preact/hooks';
import { newClientId } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { PlusIcon } from '../ui/icons.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { Switch } from '../ui/switch.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { askable, MOST } from './polls-state.ts';

/** Asks the room something. */
export function PollDialog({ room, question: begun, onClose }: { room: string; question: string; onClose: () => void }) {
  const workspace = useWorkspace();
  const [question, setQuestion] = useState(begun);
  const [answers, setAnswers] = useState<readonly string[]>(['', '']);
  const [multiple, setMultiple] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const attempt = useRef(newClientId(Date.now())); // sent again it is the same poll
  const asked = askable(question, answers);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (asked === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await workspace.client.rest.sendPoll(room, attempt.current, asked.question, { options: asked.options, multiple, anonymous });
      workspace.timeline(room).written();
      onClose();
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.polls.create} onClose={onClose} class="dialog-small">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Field label={t.polls.question} name="question" autocomplete="off" autofocus value={question} set={setQuestion} error={null} />
        <fieldset class="poll-answers">
          <legend>{t.polls.answers}</legend>
          {answers.map((answer, at) => (
            <input key={at} type="text" dir="auto" autocomplete="off" aria-label={t.polls.answer(at + 1)} placeholder={t.polls.answer(at + 1)} value={answer} onInput={({ currentTarget }) => setAnswers(answers.with(at, currentTarget.value))} />
          ))}
          {answers.length < MOST && (
            <button type="button" class="button poll-add" onClick={() => setAnswers([...answers, ''])}>
              <PlusIcon />
              {t.polls.add}
            </button>
          )}
        </fieldset>
        <Switch label={t.polls.multiple} checked={multiple} set={setMultiple} />
        <Switch label={t.polls.anonymous} hint={t.polls.anonymousHint} checked={anonymous} set={setAnonymous} />
        <Refusal error={error} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={asked === null || busy}>
            {t.polls.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
