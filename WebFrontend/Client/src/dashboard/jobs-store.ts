import { signal } from '@preact/signals';
import type { ParleyRest } from '@parley/client';
import type { Job, JobQueue, JobState } from './jobs-state.ts';

const EVERY_MS = 2000;
const MAX_LISTED = 50;

/** Which single jobs are listed. */
export const listed = signal<JobState>('failure');
/** The latest answer; null until there is one. */
export const jobs = signal<{ readonly queues: readonly JobQueue[]; readonly of: JobState; readonly jobs: readonly Job[] } | null>(null);
/** Why the latest attempt brought none; null if it did. */
export const jobsFailure = signal<unknown>(null);

async function look(rest: ParleyRest): Promise<void> {
  const of = listed.peek();
  const [all, some] = await Promise.all([
    rest.request('GET', '/admin/jobs/queues') as Promise<{ queues: JobQueue[] }>,
    rest.request('GET', `/admin/jobs?state=${of}&limit=${MAX_LISTED}`) as Promise<{ jobs: Job[] }>,
  ]);
  if (of === listed.peek()) jobs.value = { queues: all.queues, of, jobs: some.jobs };
}

/** Asks again and again until the returned function is called; not while nobody can see it. */
export function watchJobs(rest: ParleyRest): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = async (): Promise<void> => {
    if (document.visibilityState === 'visible') {
      try {
        await look(rest);
        if (!stopped) jobsFailure.value = null;
      } catch (error) {
        if (!stopped) jobsFailure.value = error;
      }
    }
    if (!stopped) timer = setTimeout(() => void again(), EVERY_MS);
  };
  void again();
  return () => {
    stopped = true;
    clearTimeout(timer);
    [jobs.value, jobsFailure.value, listed.value] = [null, null, 'failure'];
  };
}

/** Lists the jobs in another state, at once. */
export async function list(rest: ParleyRest, state: JobState): Promise<void> {
  listed.value = state;
  await look(rest);
}

/** Has a dead letter tried again. */
export async function requeue(rest: ParleyRest, job: string): Promise<void> {
  await rest.request('POST', `/admin/jobs/${encodeURIComponent(job)}/requeue`);
  await look(rest);
}

/** Takes a job back. */
export async function cancelJob(rest: ParleyRest, job: string): Promise<void> {
  await rest.request('DELETE', `/admin/jobs/${encodeURIComponent(job)}`);
  await look(rest);
}
