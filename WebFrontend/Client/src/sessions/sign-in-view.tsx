import { useEffect, useState } from 'preact/hooks';
import { Problem, type SignInOptions } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { here, under } from '../routes/base.ts';
import { go, route } from '../routes/router.ts';
import { Field, PasswordField } from '../ui/field.tsx';
import { ConfirmEmailForm } from './confirm-email-view.tsx';
import { DoorFrame, FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import { type DoorStep, isDoor, stepAt } from './door-state.ts';
import { ForgotForm, ResetForm } from './forgot-view.tsx';
import { SecondFactorForm } from './second-step-view.tsx';
import { door, type SignedOut, signIn, signInAsDemo } from './session-store.ts';
import { SetupForm } from './setup-view.tsx';
import { SignUpForm } from './sign-up-view.tsx';
import { WelcomeForm } from './welcome-view.tsx';

const PLAIN: SignInOptions = { registration: 'open', demo: false, emailNeeded: false, email: false, sms: false, providers: [] };

/** The door: whoever is not signed in stands here. */
export function SignInView({ why }: { why: SignedOut }) {
  const [step, setStep] = useState<DoorStep>(() => stepAt(here(), location.hash));
  const [options, setOptions] = useState<SignInOptions | null>(null);
  const [failed] = useState(() => new URLSearchParams(location.search).has('failed'));
  useEffect(() => {
    document.title = t.appName;
    if (failed) history.replaceState(null, '', location.pathname);
    if (isDoor(here())) go({ to: 'home' }, 'replace'); // and the secret is out of the address
    door.signInOptions().then(setOptions, () => setOptions(PLAIN));
  }, []);
  return (
    <DoorFrame>
      <Form key={step.is} step={step} turn={setStep} options={options} why={why} failed={failed} />
    </DoorFrame>
  );
}

type FormProps = { step: DoorStep; turn: (step: DoorStep) => void; options: SignInOptions | null; why: SignedOut; failed: boolean };

function Form({ step, turn, options, why, failed }: FormProps) {
  switch (step.is) {
    case 'in':
      return <SignInForm step={step} turn={turn} options={options} why={why} failed={failed} />;
    case 'up':
      return <SignUpForm invite={step.invite ?? ''} turn={turn} options={options ?? PLAIN} />;
    case 'welcome':
      return <WelcomeForm turn={turn} options={options ?? PLAIN} />;
    case 'setup':
      return <SetupForm token={step.token} turn={turn} />;
    case 'second-factor':
      return <SecondFactorForm ticket={step.ticket} turn={turn} />;
    case 'forgot':
      return <ForgotForm turn={turn} />;
    case 'reset':
      return <ResetForm id={step.id} secret={step.secret} turn={turn} />;
    case 'confirm-email':
      return <ConfirmEmailForm id={step.id} address={step.address} />;
  }
}

function SignInForm({ step, turn, options, why, failed }: FormProps & { step: Extract<DoorStep, { is: 'in' }> }) {
  const [userName, setUserName] = useState(step.userName ?? '');
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      try {
        await signIn(userName.trim(), password);
      } catch (error) {
        if (!(error instanceof Problem) || error.ticket === null) throw error;
        turn({ is: 'second-factor', ticket: error.ticket });
      }
    });
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.signIn.title}</h1>
      <p class="door-lead">{t.signIn.lead}</p>
      {why !== 'left' && attempt.error === null && (
        <p class="notice" role="status">
          {why === 'expired' ? t.signIn.expired : t.erasure.done}
        </p>
      )}
      {failed && attempt.error === null && (
        <p class="notice notice-bad" role="alert">
          {t.signIn.providerFailed}
        </p>
      )}
      {step.note === 'password-set' && attempt.error === null && (
        <p class="notice" role="status">
          {t.signIn.passwordSet}
        </p>
      )}
      <FormError attempt={attempt} fields={['userName', 'password']} />
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
      />
      <PasswordField label={t.signIn.password} autocomplete="current-password" value={password} set={setPassword} error={attempt.fault('password')} />
      {options?.email === true && (
        <p class="door-forgot">
          <button type="button" class="link-button" onClick={() => turn({ is: 'forgot' })}>
            {t.signIn.forgot}
          </button>
        </p>
      )}
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy}>
        {attempt.busy ? t.signIn.busy : t.signIn.submit}
      </button>
      {options !== null && (options.demo || options.providers.length > 0) && (
        <div class="door-or">
          <span>{t.signIn.or}</span>
        </div>
      )}
      {options?.providers.map((provider) => (
        <a key={provider.id} class="button button-wide" href={under(`/api/v1/openid/${encodeURIComponent(provider.id)}?return=${encodeURIComponent(formatHere())}`)}>
          {t.signIn.by(provider.name)}
        </a>
      ))}
      {options?.demo === true && (
        <>
          <button type="button" class="button button-wide" disabled={attempt.busy} onClick={() => void attempt.run(signInAsDemo)}>
            {t.signIn.demo}
          </button>
          <p class="door-hint">{t.signIn.demoHint}</p>
        </>
      )}
      <p class="door-turn">
        {options?.registration === 'closed' ? (
          t.signIn.closed
        ) : (
          <>
            {t.signIn.toUp}{' '}
            <button type="button" class="link-button" onClick={() => turn({ is: 'up' })}>
              {t.signIn.toUpAction}
            </button>
          </>
        )}
      </p>
    </form>
  );
}

/** Where to come back to after the provider. */
function formatHere(): string {
  return route.peek().to === 'nowhere' ? '/' : here();
}
