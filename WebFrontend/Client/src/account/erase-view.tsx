import { useState } from 'preact/hooks';
import { type AccountCalls, Problem, type User } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CodeField, Field, PasswordField } from '../ui/field.tsx';

/** The way out, for ever. */
export function EraseSection({ calls, me, onDone }: { calls: AccountCalls; me: User; onDone: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <section class="card card-danger" aria-labelledby="account-erase">
      <h2 id="account-erase">{t.erasure.title}</h2>
      <p class="card-lead">{t.erasure.lead}</p>
      <button type="button" class="button button-danger" onClick={() => setAsked(true)}>
        {t.erasure.ask}
      </button>
      {asked && <EraseDialog calls={calls} me={me} onDone={onDone} onClose={() => setAsked(false)} />}
    </section>
  );
}

function EraseDialog({ calls, me, onDone, onClose }: { calls: AccountCalls; me: User; onDone: () => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      try {
        await calls.eraseMe(name.trim(), password, code.trim());
      } catch (error) {
        if (error instanceof Problem && (error.code === 'second-factor-needed' || error.code === 'code-wrong')) setNeedsCode(true);
        throw error;
      }
      onDone();
    });
  };
  return (
    <Dialog title={t.erasure.confirmTitle} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={['userName']} />
        <ul class="erase-list">
          {Object.values(t.erasure.points).map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
        <Field
          label={t.erasure.typeName(me.userName)}
          name="erase-name"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={name}
          set={setName}
          error={attempt.fault('userName')}
        />
        <PasswordField label={t.account.yourPassword} hint={t.erasure.passwordHint} name="erase-password" autocomplete="current-password" value={password} set={setPassword} error={attempt.fault('password')} />
        {needsCode && <CodeField label={t.secondFactor.code} hint={t.secondFactor.codeHint} name="erase-code" value={code} set={setCode} error={attempt.fault('code')} />}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-danger" disabled={attempt.busy || name.trim() === ''}>
            {t.erasure.eraseMe}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
