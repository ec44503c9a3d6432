import { useEffect, useRef, useState } from 'preact/hooks';
import { Unreachable } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { Field } from '../ui/field.tsx';
import { AlertIcon, Logo } from '../ui/icons.tsx';
import { fault, sentence } from '../ui/sentence.ts';
import { door, signIn, signInAsDemo, signUp } from './session-store.ts';

export function SignInView({ expired }: { expired: boolean }) {
  const [mode, setMode] = useState<'in' | 'up'>('in');
  const [options, setOptions] = useState<{ demo: boolean; registration: string } | null>(null);
  const [userName, setUserName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const up = mode === 'up';
  const open = options?.registration !== 'closed';

  useEffect(() => {
    document.title = t.appName;
    door.signInOptions().then(setOptions, () => setOptions({ demo: false, registration: 'open' }));
  }, []);
  useEffect(() => {
    // a phone would open its keyboard over the page
    if (matchMedia('(pointer: fine)').matches) form.current?.querySelector('input')?.focus();
  }, [mode]);

  const run = async (enter: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await enter();
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!busy) void run(() => (up ? signUp(userName.trim(), password, displayName.trim()) : signIn(userName.trim(), password)));
  };
  const turn = (to: 'in' | 'up'): void => {
    setMode(to);
    setError(null);
  };
  const nameFault = fault(error, 'userName');
  const passwordFault = fault(error, 'password');

  return (
    <div class="door">
      <aside class="door-pitch">
        <div class="door-brand">
          <Logo />
          <span>{t.appName}</span>
        </div>
        <div class="door-art" aria-hidden="true">
          <span class="bubble bubble-1" />
          <span class="bubble bubble-2" />
          <span class="bubble bubble-3" />
        </div>
        <div class="door-words">
          <p class="door-title">{t.signIn.pitchTitle}</p>
          <p>{t.signIn.pitch}</p>
        </div>
      </aside>
      <main class="door-main">
        <form class="door-form" ref={form} onSubmit={submit} noValidate>
          <h1>{up ? t.signIn.upTitle : t.signIn.title}</h1>
          <p class="door-lead">{up ? t.signIn.upLead : t.signIn.lead}</p>
          {expired && error === null && (
            <p class="notice" role="status">
              {t.signIn.expired}
            </p>
          )}
          {error !== null && nameFault === null && passwordFault === null && (
            <p class="notice notice-bad" role="alert">
              <AlertIcon />
              <span>{error instanceof Unreachable ? t.signIn.unreachable : sentence(error)}</span>
            </p>
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
            error={nameFault}
            {...(up ? { hint: t.signIn.userNameHint } : {})}
          />
          {up && (
            <Field
              label={t.signIn.displayName}
              note={t.signIn.optional}
              name="name"
              autocomplete="name"
              value={displayName}
              set={setDisplayName}
              error={fault(error, 'displayName')}
            />
          )}
          <Field
            label={t.signIn.password}
            name="password"
            type={shown ? 'text' : 'password'}
            autocomplete={up ? 'new-password' : 'current-password'}
            required
            value={password}
            set={setPassword}
            error={passwordFault}
            after={
              <button type="button" class="field-button" aria-pressed={shown} onClick={() => setShown(!shown)}>
                {shown ? t.signIn.hidePassword : t.signIn.showPassword}
              </button>
            }
          />
          <button type="submit" class="button button-primary button-wide" disabled={busy}>
            {busy ? t.signIn.busy : up ? t.signIn.submitUp : t.signIn.submit}
          </button>
          {options?.demo === true && (
            <>
              <div class="door-or">
                <span>{t.signIn.or}</span>
              </div>
              <button type="button" class="button button-wide" disabled={busy} onClick={() => void run(signInAsDemo)}>
                {t.signIn.demo}
              </button>
              <p class="door-hint">{t.signIn.demoHint}</p>
            </>
          )}
          <p class="door-turn">
            {up ? (
              <>
                {t.signIn.toIn}{' '}
                <button type="button" class="link-button" onClick={() => turn('in')}>
                  {t.signIn.toInAction}
                </button>
              </>
            ) : open ? (
              <>
                {t.signIn.toUp}{' '}
                <button type="button" class="link-button" onClick={() => turn('up')}>
                  {t.signIn.toUpAction}
                </button>
              </>
            ) : (
              t.signIn.closed
            )}
          </p>
        </form>
      </main>
    </div>
  );
}
