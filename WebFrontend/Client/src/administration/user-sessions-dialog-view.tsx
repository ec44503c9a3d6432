import { useEffect, useState } from 'preact/hooks';
import type { AdminCalls, User, UserSession } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Refusal } from '../ui/refusal.tsx';

/** Where somebody is signed in; each session can be ended, or all of them. */
export function UserSessionsDialog({ calls, user, onClose }: { calls: AdminCalls; user: User; onClose: () => void }) {
  const [sessions, setSessions] = useState<readonly UserSession[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const look = (): void =>
    void calls.sessions(user.id).then((now) => {
      setSessions(now);
      setError(null);
    }, setError);
  useEffect(look, []);
  const end = (session?: string): void => void calls.endSessions(user.id, session).then(look, setError);
  return (
    <Dialog title={t.people.sessionsOf(user.displayName)} onClose={onClose}>
      <Refusal error={error} />
      {sessions === null && error === null && <p role="status">{t.loading}</p>}
      {sessions?.length === 0 && <p class="dialog-text">{t.people.noSessions}</p>}
      <ul class="people-list">
        {(sessions ?? []).map((session) => (
          <li key={session.id} class="person">
            <span class="browse-text">
              <span class="browse-title">
                <bdi>{session.device === '' ? t.devices.unknown : session.device}</bdi>
              </span>
              <span class="browse-more person-facts">
                {t.devices.created(formatDateTime(new Date(session.createdAt)))} · {t.devices.seen(formatDateTime(new Date(session.lastSeenAt)))}
              </span>
            </span>
            <button type="button" class="button" onClick={() => end(session.id)}>
              {t.devices.end}
            </button>
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {t.close}
        </button>
        <button type="button" class="button button-danger" disabled={sessions === null || sessions.length === 0} onClick={() => end()}>
          {t.people.endAll}
        </button>
      </div>
    </Dialog>
  );
}
