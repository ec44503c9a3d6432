import { useState } from 'preact/hooks';
import type { AccountCalls } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { PasswordField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

export function PasswordSection({ calls }: { calls: AccountCalls }) {
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      await calls.changePassword(old, next);
      setOld('');
      setNext('');
      toast(t.account.passwordChanged);
    });
  };
  return (
    <section class="card" aria-labelledby="account-password">
      <h2 id="account-password">{t.account.password}</h2>
      <p class="card-lead">{t.account.passwordLead}</p>
      <form class="card-form" onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={['newPassword']} />
        <PasswordField label={t.account.oldPassword} name="old-password" autocomplete="current-password" value={old} set={setOld} error={null} />
        <PasswordField label={t.account.newPassword} name="new-password" autocomplete="new-password" value={next} set={setNext} error={attempt.fault('newPassword')} />
        <button type="submit" class="button button-primary" disabled={attempt.busy}>
          {t.account.changePassword}
        </button>
      </form>
    </section>
  );
}
