import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { CodeField, Field, PasswordField } from '../ui/field.tsx';
import { FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import type { DoorStep } from './door-state.ts';
import { door } from './session-store.ts';

type Turn = (step: DoorStep) => void;

export function ForgotForm({ turn }: { turn: Turn }) {
  const [email, setEmail] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => turn({ is: 'reset', id: (await door.requestPasswordReset(email.trim())).id, secret: null }));
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.reset.title}</h1>
      <p class="door-lead">{t.reset.lead}</p>
      <FormError attempt={attempt} fields={['email']} />
      <Field
        label={t.signIn.email}
        name="email"
        type="email"
        autocomplete="email"
        autocapitalize="none"
        spellcheck={false}
        required
        value={email}
        set={setEmail}
        error={attempt.fault('email')}
      />
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy}>
        {attempt.busy ? t.signIn.busy : t.reset.send}
      </button>
      <Back turn={turn} />
    </form>
  );
}

/** With the code that was sent, or by the link, which has the secret. */
export function ResetForm({ id, secret, turn }: { id: string; secret: string | null; turn: Turn }) {
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => turn({ is: 'in', userName: await door.confirmPasswordReset(id, secret ?? code.trim(), password), note: 'password-set' }));
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.reset.newTitle}</h1>
      <p class="door-lead">{secret === null ? t.reset.sent : t.reset.byLink}</p>
      <FormError attempt={attempt} fields={['password']} />
      {secret === null && <CodeField label={t.reset.code} value={code} set={setCode} error={null} />}
      <PasswordField label={t.account.newPassword} autocomplete="new-password" value={password} set={setPassword} error={attempt.fault('password')} />
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy}>
        {attempt.busy ? t.signIn.busy : t.reset.submit}
      </button>
      <Back turn={turn} />
    </form>
  );
}

function Back({ turn }: { turn: Turn }) {
  return (
    <p class="door-turn">
      <button type="button" class="link-button" onClick={() => turn({ is: 'in' })}>
        {t.reset.back}
      </button>
    </p>
  );
}
