import { useState } from 'preact/hooks';
import type { SignInOptions } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { Field, PasswordField } from '../ui/field.tsx';
import { FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import type { DoorStep } from './door-state.ts';
import { NameFields } from './name-fields-view.tsx';
import { signUp } from './session-store.ts';

type SignUpProps = { invite: string; turn: (step: DoorStep) => void; options: SignInOptions };

export function SignUpForm({ invite: given, turn, options }: SignUpProps) {
  const [userName, setUserName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [email, setEmail] = useState('');
  const [invite, setInvite] = useState(given);
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  const byInvite = options.registration === 'invite';
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      const code = await signUp({
        userName: userName.trim(),
        password,
        displayName: displayName.trim() || undefined,
        email: email.trim() || undefined,
        invite: invite.trim() || undefined,
      }, options.emailNeeded);
      if (code !== null) turn({ is: 'confirm-email', id: code.id, address: email.trim() });
    });
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.signIn.upTitle}</h1>
      <p class="door-lead">{byInvite ? t.signIn.upLeadInvite : t.signIn.upLead}</p>
      <FormError attempt={attempt} fields={['userName', 'displayName', 'email', 'password']} />
      <NameFields
        invite={byInvite ? { value: invite, set: setInvite } : null}
        userName={{ value: userName, set: setUserName }}
        displayName={{ value: displayName, set: setDisplayName }}
        attempt={attempt}
      />
      {options.email && (
        <Field
          label={t.signIn.email}
          {...(options.emailNeeded ? {} : { note: t.signIn.optional })}
          hint={options.emailNeeded ? t.signIn.emailNeededHint : t.signIn.emailHint}
          name="email"
          type="email"
          autocomplete="email"
          autocapitalize="none"
          spellcheck={false}
          required={options.emailNeeded}
          value={email}
          set={setEmail}
          error={attempt.fault('email')}
        />
      )}
      <PasswordField label={t.signIn.password} autocomplete="new-password" value={password} set={setPassword} error={attempt.fault('password')} />
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy}>
        {attempt.busy ? t.signIn.busy : t.signIn.submitUp}
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
