import { under } from '../routes/base.ts';
import { useEffect } from 'preact/hooks';
import { AdminLinks } from '../administration/admin-links-view.tsx';
import { t } from '../i18n/i18n.ts';
import { go } from '../routes/router.ts';
import { ConfirmPlace } from '../ui/dialog.tsx';
import { AlertIcon } from '../ui/icons.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { sentence } from '../ui/sentence.ts';
import { Toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { count, type Dashboard, rate, type Totals } from './dashboard-state.ts';
import { dashboard, failure, watch } from './dashboard-store.ts';
import { FrontendTable } from './frontends-view.tsx';
import { JobsSection, LimitsSection, LoggingSection } from './lazy-views.ts';
import { SiloTable } from './silos-view.tsx';

/** How silos and frontends are doing; for administrators. */
export function DashboardPage({ workspace }: { workspace: Workspace }) {
  useEffect(() => {
    document.title = `${t.dashboard.title} · ${t.appName}`;
  }, []);
  return workspace.me.isAdmin ? <Numbers workspace={workspace} /> : <Forbidden />;
}

function Forbidden() {
  return (
    <main class="blank blank-full">
      <h1>{t.dashboard.forbiddenTitle}</h1>
      <p>{t.dashboard.forbiddenText}</p>
      <button type="button" class="button button-primary" onClick={() => go({ to: 'home' })}>
        {t.dashboard.forbiddenAction}
      </button>
    </main>
  );
}

function Numbers({ workspace }: { workspace: Workspace }) {
  const { rest } = workspace.client;
  useEffect(() => watch(rest), [rest]);
  const now = dashboard.value;
  const failed = failure.value;
  return (
    <div class="dash">
      <PageHead title={t.dashboard.title} back={t.dashboard.back}>
        <AdminLinks here="dashboard" />
        <a href={under('/dashboard/orleans/')}>{t.dashboard.orleans}</a>
      </PageHead>
      <main class="dash-main">
        {failed !== null && (
          <p class="notice notice-bad" role="alert">
            <AlertIcon />
            <span>{t.dashboard.stale(sentence(failed))}</span>
          </p>
        )}
        {now === null ? <p role="status">{t.dashboard.waiting}</p> : <All now={now} stale={failed !== null} rest={rest} />}
      </main>
      <ConfirmPlace />
      <Toast />
    </div>
  );
}

function All({ now, stale, rest }: { now: Dashboard; stale: boolean; rest: Workspace['client']['rest'] }) {
  return (
    <div class={stale ? 'dash-all dash-stale' : 'dash-all'}>
      <Warnings warnings={now.warnings} />
      <Zeros totals={now.totals} />
      <Sums totals={now.totals} />
      <SiloTable silos={now.silos} at={now.at} rest={rest} />
      <FrontendTable frontends={now.frontends} at={now.at} rest={rest} />
      <LimitsSection rest={rest} onClose={() => undefined} />
      <JobsSection rest={rest} onClose={() => undefined} />
      <LoggingSection rest={rest} onClose={() => undefined} />
      <p class="dash-note">{t.dashboard.explain}</p>
    </div>
  );
}

function Warnings({ warnings }: Pick<Dashboard, 'warnings'>) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label={t.dashboard.warnings}>
      <ul class="dash-warnings">
        {warnings.map(({ from, text }) => (
          <li key={`${from} ${text}`} class="notice notice-bad">
            <AlertIcon />
            <span>
              <b>{from}</b> {text}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The three numbers that the whole system is there for. */
function Zeros({ totals }: { totals: Totals }) {
  const zeros = [
    [t.dashboard.lost, totals.lost, t.dashboard.lostHint],
    [t.dashboard.doubled, totals.doubled, t.dashboard.doubledHint],
    [t.dashboard.reordered, totals.reordered, t.dashboard.reorderedHint],
  ] as const;
  return (
    <section aria-label={t.dashboard.promise}>
      <dl class="dash-zeros">
        {zeros.map(([name, value, hint]) => (
          <div key={name} class={value === 0 ? 'dash-zero' : 'dash-zero broken'}>
            <dt>
              {name}
              <small>{hint}</small>
            </dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Sums({ totals }: { totals: Totals }) {
  const sums = [
    [t.dashboard.gapsRepaired, count(totals.gapsRepaired)],
    [t.dashboard.duplicates, count(totals.duplicatesAnswered)],
    [t.dashboard.events, count(totals.eventsAppended)],
    [t.dashboard.appends, rate(totals.appendsPerSecond)],
    [t.dashboard.deliveries, rate(totals.deliveriesPerSecond)],
    [t.dashboard.sockets, count(totals.sockets)],
    [t.dashboard.subscriptions, count(totals.subscriptions)],
    [t.dashboard.rooms, count(totals.rooms)],
  ] as const;
  return (
    <section aria-label={t.dashboard.totals}>
      <dl class="dash-sums">
        {sums.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
