import { useEffect, useState } from 'preact/hooks';
import { AdminCalls, type AuditEntry } from '@parley/client';
import { type Column, Table } from '../dashboard/table-view.tsx';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { Refusal } from '../ui/refusal.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { AdminPage } from './admin-page-view.tsx';
import { AUDIT_EVENTS } from './audit-state.ts';

const PAGE = 50;
const NONE = '–';

/** For administrators: who did what, newest first. */
export function AuditPage({ workspace }: { workspace: Workspace }) {
  const calls = new AdminCalls(workspace.client.rest);
  const [event, setEvent] = useState('');
  const [actor, setActor] = useState('');
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const ask = async (known: readonly AuditEntry[], after: string | null, isLate: () => boolean): Promise<void> => {
    try {
      const page = await calls.audit({ event, actor: actor.trim(), limit: PAGE, ...(after === null ? {} : { after }) });
      if (isLate()) return;
      setEntries([...known, ...page.entries]);
      setNext(page.next);
      setError(null);
    } catch (failure) {
      if (!isLate()) setError(failure);
    }
  };
  useEffect(() => {
    if (!workspace.me.isAdmin) return;
    let late = false; // another question was asked meanwhile
    void ask([], null, () => late);
    return () => {
      late = true;
    };
  }, [event, actor]);
  const columns: Column<AuditEntry>[] = [
    { title: t.audit.at, words: true, cell: ({ at }) => formatDateTime(new Date(at)) },
    { title: t.audit.event, words: true, cell: (entry) => <b>{entry.event}</b> },
    { title: t.audit.outcome, words: true, cell: ({ outcome }) => outcome },
    {
      title: t.audit.actor,
      words: true,
      cell: (entry) =>
        entry.actor === undefined ? (
          NONE
        ) : (
          <button type="button" class="button dash-kill" aria-label={t.audit.only(entry.actor)} onClick={() => setActor(entry.actor!)}>
            <bdi>{entry.actor}</bdi>
          </button>
        ),
    },
    { title: t.audit.address, words: true, cell: ({ address }) => address ?? NONE },
    { title: t.audit.target, words: true, cell: ({ target }) => <bdi>{target ?? NONE}</bdi> },
    { title: t.audit.detail, words: true, cell: ({ detail }) => detail ?? NONE },
  ];
  return (
    <AdminPage workspace={workspace} here="audit" title={t.audit.title} forbidden={t.audit.forbiddenText} wide>
      <div class="people-tools">
        <label class="dash-choice">
          {t.audit.event}
          <select value={event} onChange={(change) => setEvent(change.currentTarget.value)}>
            <option value="">{t.audit.all}</option>
            {AUDIT_EVENTS.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        {actor !== '' && (
          <button type="button" class="button" onClick={() => setActor('')}>
            {t.audit.everybody}
          </button>
        )}
      </div>
      <Refusal error={error} />
      {entries === null && error === null && <p role="status">{t.loading}</p>}
      {entries !== null && <Table title={t.audit.title} columns={columns} rows={entries} id={({ id }) => id} none={t.audit.none} />}
      {next !== null && (
        <button type="button" class="button" onClick={() => void ask(entries ?? [], next, () => false)}>
          {t.audit.more}
        </button>
      )}
    </AdminPage>
  );
}
