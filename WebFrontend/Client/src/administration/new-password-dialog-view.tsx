import { useState } from 'preact/hooks';
import type { AdminCalls, IssuedReset, User } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { under } from '../routes/base.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ShownOnce } from '../ui/shown-once.tsx';
import { resetLink } from './people-state.ts';

const MINUTE = 60;

/** Makes a link by which somebody who cannot sign in any more chooses a new password: the administrator hands it over, and never knows the password. */
export function NewPasswordDialog({ calls, user, onClose }: { calls: AdminCalls; user: User; onClose: () => void }) {
  const [issued, setIssued] = useState<IssuedReset | null>(null);
  const attempt = useAttempt();
  const make = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => setIssued(await calls.issuePasswordReset(user.id)));
  };
  return (
    <Dialog title={t.people.passwordOf(user.displayName)} onClose={onClose}>
      {issued === null ? (
        <form onSubmit={make} noValidate>
          <FormError attempt={attempt} fields={[]} />
          <p class="dialog-text">{t.people.passwordText}</p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={onClose}>
              {t.cancel}
            </button>
            <button type="submit" class="button button-primary" disabled={attempt.busy}>
              {t.people.makeLink}
            </button>
          </div>
        </form>
      ) : (
        <>
          <p class="dialog-text">{t.people.passwordHandOver(user.displayName, Math.round(issued.expiresIn / MINUTE))}</p>
          <ShownOnce label={t.people.passwordLink} secret={resetLink(issued, new URL(under('/'), location.href).href)} done={onClose} />
        </>
      )}
    </Dialog>
  );
}
