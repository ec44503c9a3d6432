import type { ParleyRest } from '@parley/client';
import { useEffect } from 'preact/hooks';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { confirm } from '../ui/dialog.tsx';
import { AlertIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { count, upFor } from './dashboard-state.ts';
import { type Job, JOB_STATES, type JobQueue, type JobState, remedy } from './jobs-state.ts';
import { cancelJob, jobs, jobsFailure, list, listed, requeue, watchJobs } from './jobs-store.ts';
import { type Column, Table } from './table-view.tsx';

const NONE = '–';
const SHORT_ID = 9;
const refused = (error: unknown): void => toast(sentence(error));

/** The queues of jobs, and the single jobs in one state: dead letters are tried again, others taken back. */
export function JobsView({ rest }: { rest: ParleyRest }) {
  useEffect(() => watchJobs(rest), [rest]);
  const now = jobs.value;
  const failed = jobsFailure.value;
  return (
    <>
      {failed !== null && (
        <p class="notice notice-bad" role="alert">
          <AlertIcon />
          <span>{t.dashboard.stale(sentence(failed))}</span>
        </p>
      )}
      {now !== null && (
        <>
          <Queues queues={now.queues} />
          <div class="dash-jobs">
            <label class="dash-choice">
              {t.jobs.show}
              <select value={listed.value} onChange={(event) => void list(rest, event.currentTarget.value as JobState).catch(refused)}>
                {JOB_STATES.map((state) => (
                  <option key={state} value={state}>
                    {t.jobs.states[state]}
                  </option>
                ))}
              </select>
            </label>
            <Jobs state={now.of} rows={now.jobs} rest={rest} />
          </div>
        </>
      )}
    </>
  );
}

function Queues({ queues }: { queues: readonly JobQueue[] }) {
  const at = new Date().toISOString();
  const columns: Column<JobQueue>[] = [
    { title: t.jobs.kind, words: true, cell: ({ kind }) => <b>{kind}</b> },
    { title: t.jobs.waiting, cell: ({ waiting }) => count(waiting) },
    { title: t.jobs.states.started, cell: ({ running }) => count(running) },
    { title: t.jobs.states.success, cell: ({ succeeded }) => count(succeeded) },
    { title: t.jobs.states.failure, cell: ({ failed }) => count(failed) },
    { title: t.jobs.states.cancelled, cell: ({ cancelled }) => count(cancelled) },
    { title: t.jobs.late, cell: ({ oldestDueAt }) => (oldestDueAt == null ? NONE : upFor(oldestDueAt, at)) },
  ];
  return <Table title={t.jobs.queues} columns={columns} rows={queues} id={({ kind }) => kind} none={t.jobs.noQueues} />;
}

function Jobs({ state, rows, rest }: { state: JobState; rows: readonly Job[]; rest: ParleyRest }) {
  const columns: Column<Job>[] = [
    {
      title: t.jobs.kind,
      words: true,
      cell: ({ id, kind }) => (
        <>
          <b>{kind}</b>
          <small title={id}>{id.slice(0, SHORT_ID)}</small>
        </>
      ),
    },
    { title: t.jobs.since, cell: ({ createdAt }) => formatDateTime(new Date(createdAt)) },
    { title: t.jobs.attempts, cell: ({ attempts, maxAttempts }) => `${count(attempts)} / ${count(maxAttempts)}` },
    { title: t.jobs.progress, cell: (job) => <Progress job={job} /> },
    { title: t.jobs.failure, words: true, cell: ({ failure }) => failure ?? NONE },
    { title: t.jobs.worker, words: true, cell: ({ worker }) => worker ?? NONE },
  ];
  if (remedy(state) !== null) {
    columns.push({ title: t.jobs.change, cell: (job) => <Remedy job={job} rest={rest} /> });
  }
  return <Table title={t.jobs.states[state]} columns={columns} rows={rows} id={({ id }) => id} none={t.jobs.none} />;
}

function Progress({ job }: { job: Job }) {
  if (job.progress === null) return <>{NONE}</>;
  const { done, total } = job.progress;
  return <progress aria-label={t.jobs.progressOf(job.kind)} value={done} max={total} title={`${count(done)} / ${count(total)}`} />;
}

function Remedy({ job, rest }: { job: Job; rest: ParleyRest }) {
  const change = remedy(job.state);
  if (change === null) return null;
  if (change === 'requeue') {
    return (
      <button type="button" class="button dash-kill" aria-label={t.jobs.requeueOf(job.kind)} onClick={() => void requeue(rest, job.id).then(() => toast(t.jobs.requeued), refused)}>
        {t.jobs.requeue}
      </button>
    );
  }
  const run = (): void => void cancelJob(rest, job.id).then(() => toast(t.jobs.cancelled), refused);
  return (
    <button
      type="button"
      class="button button-danger dash-kill"
      aria-label={t.jobs.cancelOf(job.kind)}
      onClick={() => confirm({ title: t.jobs.cancelTitle(job.kind), text: t.jobs.cancelText, action: t.jobs.cancel, run })}
    >
      {t.jobs.cancel}
    </button>
  );
}
