import { useEffect, useState } from 'preact/hooks';
import type { AccountCalls, SecondFactor } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { CodeField, PasswordField } from '../ui/field.tsx';
import { QrCode } from './qr-code-view.tsx';

type Step =
  | { readonly is: 'rest' }
  | { readonly is: 'password' }
  | { readonly is: 'scan'; readonly secret: string; readonly uri: string }
  | { readonly is: 'codes'; readonly codes: readonly string[] }
  | { readonly is: 'renew' }
  | { readonly is: 'off' };

export function SecondFactorSection({ calls }: { calls: AccountCalls }) {
  const [status, setStatus] = useState<SecondFactor | null>(null);
  const [step, setStep] = useState<Step>({ is: 'rest' });
  const loading = useAttempt();
  const load = (): void => void loading.run(async () => setStatus(await calls.secondFactor()));
  useEffect(load, []);
  const rest = (): void => {
    setStep({ is: 'rest' });
    load();
  };
  return (
    <section class="card" aria-labelledby="account-factor">
      <h2 id="account-factor">{t.secondFactor.title}</h2>
      <p class="card-lead">{t.secondFactor.lead}</p>
      <FormError attempt={loading} fields={[]} />
      {status !== null && step.is !== 'codes' && (
        <p class="card-state">
          <span class={status.on ? 'tag tag-good' : 'tag'}>{status.on ? t.secondFactor.on : t.secondFactor.off}</span>
          {status.on && <span>{t.secondFactor.left(status.recoveryCodesLeft)}</span>}
        </p>
      )}
      {status !== null && <StepView key={step.is} calls={calls} on={status.on} step={step} turn={setStep} rest={rest} />}
    </section>
  );
}

type StepProps = { calls: AccountCalls; on: boolean; step: Step; turn: (step: Step) => void; rest: () => void };

function StepView({ calls, on, step, turn, rest }: StepProps) {
  switch (step.is) {
    case 'rest':
      return on ? (
        <div class="card-actions">
          <button type="button" class="button" onClick={() => turn({ is: 'renew' })}>
            {t.secondFactor.renew}
          </button>
          <button type="button" class="button" onClick={() => turn({ is: 'off' })}>
            {t.secondFactor.turnOff}
          </button>
        </div>
      ) : (
        <button type="button" class="button button-primary" onClick={() => turn({ is: 'password' })}>
          {t.secondFactor.setUp}
        </button>
      );
    case 'password':
      return <Ask action={t.secondFactor.next} password cancel={rest} run={async (password) => turn({ is: 'scan', ...(await calls.beginSecondFactor(password)) })} />;
    case 'scan':
      return (
        <>
          <p>{t.secondFactor.scan}</p>
          <QrCode text={step.uri} label={t.secondFactor.qr} />
          <p>
            {t.secondFactor.type} <code class="card-secret">{step.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          </p>
          <Ask action={t.secondFactor.turnOn} code cancel={rest} run={async (_, code) => turn({ is: 'codes', codes: await calls.confirmSecondFactor(code) })} />
        </>
      );
    case 'renew':
      return <Ask action={t.secondFactor.renew} code cancel={rest} run={async (_, code) => turn({ is: 'codes', codes: await calls.renewRecoveryCodes(code) })} />;
    case 'off':
      return (
        <Ask
          action={t.secondFactor.turnOff}
          password
          code
          cancel={rest}
          run={async (password, code) => {
            await calls.turnOffSecondFactor(password, code);
            rest();
          }}
        />
      );
    case 'codes':
      return (
        <>
          <p role="status">{t.secondFactor.keep}</p>
          <ul class="card-codes" aria-label={t.secondFactor.recoveryCodes}>
            {step.codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <button type="button" class="button button-primary" onClick={rest}>
            {t.secondFactor.kept}
          </button>
        </>
      );
  }
}

type AskProps = { action: string; password?: boolean; code?: boolean; cancel: () => void; run: (password: string, code: string) => Promise<void> };

/** A small form for password, code or both. */
function Ask({ action, password = false, code = false, cancel, run }: AskProps) {
  const [shownPassword, setPassword] = useState('');
  const [shownCode, setCode] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(() => run(shownPassword, shownCode.trim()));
  };
  return (
    <form class="card-form" onSubmit={submit} noValidate>
      <FormError attempt={attempt} fields={[]} />
      {password && <PasswordField label={t.account.yourPassword} name="factor-password" autocomplete="current-password" value={shownPassword} set={setPassword} error={null} />}
      {code && <CodeField label={t.secondFactor.code} value={shownCode} set={setCode} error={null} />}
      <div class="card-actions">
        <button type="submit" class="button button-primary" disabled={attempt.busy}>
          {action}
        </button>
        <button type="button" class="button" onClick={cancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
