import { useEffect, useState } from 'preact/hooks';
import { ModerationCalls, type ParleyRest, type WordRule } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CloseIcon, PlusIcon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';

const ACTIONS: readonly WordRule['action'][] = ['mask', 'hold', 'refuse'];
const MAX_TEXT = 100;

/** Words that are not to be said, in a room or, without one, on the whole server. */
export function WordRulesDialog({ rest, room, onClose }: { rest: ParleyRest; room: string | null; onClose: () => void }) {
  const calls = new ModerationCalls(rest);
  const [rules, setRules] = useState<readonly WordRule[] | null>(null);
  const attempt = useAttempt();
  useEffect(() => {
    void attempt.run(async () => setRules((await calls.wordRules(room)).rules));
  }, [room]);
  const change = (index: number, to: Partial<WordRule>): void => setRules((all) => (all ?? []).map((rule, at) => (at === index ? { ...rule, ...to } : rule)));
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      await calls.setWordRules(room, (rules ?? []).filter(({ text }) => text.trim() !== ''));
      onClose();
      toast(t.words.saved);
    });
  };
  return (
    <Dialog title={room === null ? t.words.titleServer : t.words.title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={[]} />
        <p class="dialog-text">{room === null ? t.words.leadServer : t.words.lead}</p>
        <ul class="word-list">
          {rules?.map((rule, index) => (
            <li key={index} class="word-rule">
              <input class="search" aria-label={t.words.word} placeholder={t.words.word} dir="auto" maxLength={MAX_TEXT} value={rule.text} autofocus={rule.text === ''} onInput={(event) => change(index, { text: event.currentTarget.value })} />
              <select class="word-action" aria-label={t.words.action(rule.text)} value={rule.action} onChange={(event) => change(index, { action: event.currentTarget.value as WordRule['action'] })}>
                {ACTIONS.map((action) => (
                  <option key={action} value={action}>
                    {t.words.actions[action]}
                  </option>
                ))}
              </select>
              <button type="button" class="icon-button" aria-label={t.words.remove(rule.text)} title={t.words.remove(rule.text)} onClick={() => setRules(rules.filter((_, at) => at !== index))}>
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
        {rules !== null && (
          <button type="button" class="button button-small" onClick={() => setRules([...rules, { text: '', action: 'mask' }])}>
            <PlusIcon />
            {t.words.add}
          </button>
        )}
        <p class="field-hint word-hint">{t.words.hint}</p>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={attempt.busy || rules === null}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
