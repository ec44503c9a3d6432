import { useEffect, useState } from 'preact/hooks';
import type { SignInOptions } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { Field } from '../ui/field.tsx';
import { FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import type { DoorStep } from './door-state.ts';
import { door, signUpByProvider } from './session-store.ts';

/** Somebody has come from a provider for the first time. */
export function WelcomeForm({ turn, options }: { turn: (step: DoorStep) => void; options: SignInOptions }) {
  const [provider, setProvider] = useState<string | null>(null);
  const [userName, setUserName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [invite, setInvite] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  useEffect(() => {
    void attempt.run(async () => {
      const pending = await door.pendingIdentity();
      setProvider(pending.provider);
      setUserName(pending.userName);
      setDisplayName(pending.displayName);
    });
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(() => signUpByProvider(userName.trim(), displayName.trim() || undefined, invite.trim() || undefined));
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.signIn.welcomeTitle}</h1>
      {provider !== null && <p class="door-lead">{t.signIn.welcomeLead(provider)}</p>}
      <FormError attempt={attempt} fields={['userName', 'displayName']} />
      {options.registration === 'invite' && (
        <Field label={t.signIn.invite} name="invite" autocomplete="off" autocapitalize="none" spellcheck={false} required value={invite} set={setInvite} error={null} />
      )}
      <Field
        label={t.signIn.userName}
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
        value={userName}
        set={setUserName}
        error={attempt.fault('userName')}
        hint={t.signIn.userNameHint}
      />
      <Field
        label={t.signIn.displayName}
        note={t.signIn.optional}
        name="name"
        autocomplete="name"
        value={displayName}
        set={setDisplayName}
        error={attempt.fault('displayName')}
      />
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy || provider === null}>
        {attempt.busy ? t.signIn.busy : t.signIn.submitUp}
      </button>
      <p class="door-turn">
        <button type="button" class="link-button" onClick={() => turn({ is: 'in' })}>
          {t.reset.back}
        </button>
      </p>
    </form>
  );
}
