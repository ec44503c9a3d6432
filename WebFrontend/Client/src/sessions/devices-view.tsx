import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '@parley/client';
import { formatAgo, formatFull, t } from '../i18n/i18n.ts';
import { confirm, ConfirmPlace } from '../ui/dialog.tsx';
import { AlertIcon } from '../ui/icons.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { sentence } from '../ui/sentence.ts';
import { Toast, toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { ago, inOrder } from './devices-state.ts';
import { signOut } from './session-store.ts';

/** Where I am signed in, and how to end that. */
export function DevicesPage({ workspace }: { workspace: Workspace }) {
  const { rest } = workspace.client;
  const [sessions, setSessions] = useState<readonly Session[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const load = useCallback(async (): Promise<void> => {
    try {
      setSessions(inOrder(await rest.sessions()));
      setError(null);
    } catch (failure) {
      setError(failure);
    }
  }, [rest]);
  useEffect(() => {
    document.title = `${t.devices.title} · ${t.appName}`;
    void load();
  }, [load]);

  /** What the list is afterwards, the server says. The button that was pressed is gone: the focus goes to the list's heading. */
  const end = async (call: () => Promise<void>, said: string): Promise<void> => {
    try {
      await call();
      toast(said);
      heading.current?.focus();
    } catch (failure) {
      toast(sentence(failure));
    }
    await load();
  };
  const endOthers = (): void =>
    confirm({
      title: t.devices.endOthersTitle,
      text: t.devices.endOthersText,
      action: t.devices.endOthersAction,
      run: () => void end(async () => await rest.endSessions('current'), t.devices.othersEnded),
    });

  return (
    <div class="dash">
      <PageHead title={t.devices.title} back={t.devices.back} />
      <main class="dash-main devices">
        <h2 tabIndex={-1} ref={heading}>
          {t.devices.lead}
        </h2>
        <p class="devices-hint">{t.devices.hint}</p>
        {error !== null && (
          <p class="notice notice-bad" role="alert">
            <AlertIcon />
            <span>{sentence(error)}</span>
            <button type="button" class="link-button" onClick={() => void load()}>
              {t.rooms.retry}
            </button>
          </p>
        )}
        {sessions === null ? (
          error === null && <p role="status">{t.loading}</p>
        ) : (
          <>
            <ul class="device-list">
              {sessions.map((session) => (
                <Device key={session.id} session={session} end={() => void end(async () => await rest.endSession(session.id), t.devices.ended(session.device))} />
              ))}
            </ul>
            {sessions.some(({ current }) => !current) && (
              <button type="button" class="button button-danger" onClick={endOthers}>
                {t.devices.endOthers}
              </button>
            )}
          </>
        )}
      </main>
      <ConfirmPlace />
      <Toast />
    </div>
  );
}

function Device({ session, end }: { session: Session; end: () => void }) {
  const [created, seen] = [new Date(session.createdAt), new Date(session.lastSeenAt)];
  return (
    <li class={session.current ? 'device device-current' : 'device'}>
      <div class="device-text">
        <p class="device-name">
          <bdi>{session.device === '' ? t.devices.unknown : session.device}</bdi>
          {session.current && <span class="device-mark">{t.devices.current}</span>}
        </p>
        <p class="device-times">
          <time dateTime={session.createdAt}>{t.devices.created(formatFull(created))}</time>
          {!session.current && (
            <time dateTime={session.lastSeenAt} title={formatFull(seen)}>
              {t.devices.seen(formatAgo(...ago(seen, new Date())))}
            </time>
          )}
        </p>
      </div>
      {session.current ? (
        <button type="button" class="button" onClick={() => void signOut().catch((failure: unknown) => toast(sentence(failure)))}>
          {t.account.signOut}
        </button>
      ) : (
        <button type="button" class="button" aria-label={t.devices.endLabel(session.device)} onClick={end}>
          {t.devices.end}
        </button>
      )}
    </li>
  );
}
