import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { CodeField } from '../ui/field.tsx';
import { FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import { account, resume } from './session-store.ts';

/** The account is there and signed in; the rooms open with the code. */
export function ConfirmEmailForm({ id, address }: { id: string; address: string }) {
  const [code, setCode] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      await account.verifyContact(id, code.trim());
      await resume();
    });
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.account.confirmTitle}</h1>
      <p class="door-lead">{t.account.confirmLead(address)}</p>
      <FormError attempt={attempt} fields={[]} />
      <CodeField label={t.account.code} value={code} set={setCode} error={null} />
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy}>
        {attempt.busy ? t.signIn.busy : t.account.confirm}
      </button>
      <p class="door-turn">
        <button type="button" class="link-button" onClick={() => void resume()}>
          {t.account.confirmLater}
        </button>
      </p>
    </form>
  );
}
