import { useEffect, useState } from 'preact/hooks';
import type { SignInOptions } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import type { DoorStep } from './door-state.ts';
import { NameFields } from './name-fields-view.tsx';
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
      <NameFields
        invite={options.registration === 'invite' ? { value: invite, set: setInvite } : null}
        userName={{ value: userName, set: setUserName }}
        displayName={{ value: displayName, set: setDisplayName }}
        attempt={attempt}
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
