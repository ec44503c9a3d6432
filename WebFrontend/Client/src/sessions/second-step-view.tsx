import { useState } from 'preact/hooks';
import { Problem } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { CodeField } from '../ui/field.tsx';
import { FormError, useAttempt, useFirstField } from './door-frame-view.tsx';
import type { DoorStep } from './door-state.ts';
import { continueSignIn } from './session-store.ts';

/** The password was right; now a code of the app. */
export function SecondFactorForm({ ticket, turn }: { ticket: string; turn: (step: DoorStep) => void }) {
  const [code, setCode] = useState('');
  const attempt = useAttempt();
  const form = useFirstField();
  const over = attempt.error instanceof Problem && attempt.error.code === 'ticket-ended';
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(() => continueSignIn(ticket, code.trim()));
  };
  return (
    <form class="door-form" ref={form} onSubmit={submit} noValidate>
      <h1>{t.secondFactor.stepTitle}</h1>
      <p class="door-lead">{t.secondFactor.stepLead}</p>
      <FormError attempt={attempt} fields={[]} />
      <CodeField label={t.secondFactor.code} hint={t.secondFactor.codeHint} value={code} set={setCode} error={null} />
      <button type="submit" class="button button-primary button-wide" disabled={attempt.busy || over}>
        {attempt.busy ? t.signIn.busy : t.signIn.submit}
      </button>
      <p class="door-turn">
        <button type="button" class="link-button" onClick={() => turn({ is: 'in' })}>
          {t.signIn.again}
        </button>
      </p>
    </form>
  );
}
