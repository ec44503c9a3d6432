import { useState } from 'preact/hooks';
import type { AdminCalls, User } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

/** Asks for the name of who is to be erased: whoever has clicked once too often has not typed it. */
export function EraseUserDialog({ calls, user, onDone, onClose }: { calls: AdminCalls; user: User; onDone: () => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      await calls.eraseUser(user.id, name.trim());
      toast(t.erasure.begun(user.displayName));
      onDone();
      onClose();
    });
  };
  return (
    <Dialog title={t.erasure.titleOf(user.displayName)} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={['userName']} />
        <p class="dialog-text">{t.erasure.textOf}</p>
        <div class="erase-field">
          <Field
            label={t.erasure.typeName(user.userName)}
            name="erase-name"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            autofocus
            value={name}
            set={setName}
            error={attempt.fault('userName')}
          />
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-danger" disabled={attempt.busy || name.trim() === ''}>
            {t.erasure.erase}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
