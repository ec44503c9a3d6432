import { useState } from 'preact/hooks';
import { hasEnded, type Job, type ParleyRest, Problem } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { AlertIcon, DownIcon } from '../ui/icons.tsx';

const LOOK_EVERY_MS = 1000;
const SOON_MS = 150;

/** Everything that is kept of me, as a file. The server puts it together meanwhile, and says how far it is. */
export function ExportSection({ rest }: { rest: ParleyRest }) {
  const attempt = useAttempt();
  const [job, setJob] = useState<Job | null>(null);
  const failed = !attempt.busy && (job?.state === 'failure' || job?.state === 'cancelled');
  const download = (): void =>
    void attempt.run(async () => {
      const file = await fetchExport(rest, setJob);
      if (file !== null) save(file);
    });
  return (
    <section class="card" aria-labelledby="account-export">
      <h2 id="account-export">{t.account.data}</h2>
      <p class="card-lead">{t.account.dataLead}</p>
      <FormError attempt={attempt} fields={[]} />
      {failed && (
        <p class="notice notice-bad" role="alert">
          <AlertIcon />
          <span>{t.account.exportFailed}</span>
        </p>
      )}
      <button type="button" class="button" disabled={attempt.busy} onClick={download}>
        <DownIcon />
        {attempt.busy ? t.account.exporting : t.account.export}
      </button>
      {attempt.busy && job?.progress != null && <progress class="card-progress" aria-label={t.account.exporting} value={job.progress.done} max={job.progress.total} />}
    </section>
  );
}

/** Null: it could not be put together. */
async function fetchExport(rest: ParleyRest, told: (job: Job) => void): Promise<Blob | null> {
  let job: Job;
  try {
    job = await rest.beginExport();
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-in-this-mode') return await rest.exportMine(); // a server without a place for files
    throw error;
  }
  for (let wait = SOON_MS; !hasEnded(job); wait = LOOK_EVERY_MS) {
    told(job);
    await new Promise((done) => setTimeout(done, wait));
    job = await rest.job(job.id);
  }
  told(job);
  return job.state === 'success' ? await rest.exportOf(job.id) : null;
}

function save(file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = 'parley-export.zip';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be reading it
}
