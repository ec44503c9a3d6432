import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { PasswordField } from '../ui/field.tsx';
import { FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import type { DoorStep } from './door-state.ts';
import { NameFields } from './name-fields-view.tsx';
import { setUp } from './session-store.ts';

/** Somebody has come by the link that a new server prints, and becomes its first administrator. */
export function SetupForm({ token, turn }: { token: string; turn: (step: DoorStep) => void }) {
  const [userName, setUserName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(() => setUp(token, userName.trim(), password, displayName.trim() || undefined));
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.setup.title}</h1>
      <p class="door-lead">{t.setup.lead}</p>
      <FormError attempt={attempt} fields={['userName', 'displayName', 'password']} />
      <NameFields
        invite={null}
        userName={{ value: userName, set: setUserName }}
        displayName={{ value: displayName, set: setDisplayName }}
        attempt={attempt}
      />
      <PasswordField label={t.signIn.password} autocomplete="new-password" value={password} set={setPassword} error={attempt.fault('password')} />
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy}>
        {attempt.busy ? t.signIn.busy : t.setup.submit}
      </button>
      <p class="door-turn">
        {t.signIn.toIn}{' '}
        <button type="button" class="link-button" onClick={() => turn({ is: 'in' })}>
          {t.signIn.toInAction}
        </button>
      </p>
    </form>
  );
}
